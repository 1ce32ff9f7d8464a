role_mean <- function(at, i) {
  y <- score[at, i]
  m <- sum(w[at] * y) / sum(w[at])
  list(value = m, z = w[at] * (y - m) / sum(w[at]), whole = rep(0, length(at)))
}
@item_means@
estimate <- function(rows, wave) {
  groups <- unique(d$group[rows])
  v <- matrix(NA_real_, length(groups), length(nodes))
  z <- whole <- matrix(0, nrow(d), length(nodes))
  for (k in seq_along(groups)) {
    at <- which(rows & d$group == groups[k])
    m <- item_means(rows & d$group == groups[k])
    v[k, ] <- roll(t(m$value), t(m$asked), t(m$coverage), wave)[1, ]
    z[at, ] <- m$z[at, , drop = FALSE] %*% t(slope(setNames(v[k, ], nodes)))
  }
  z[is.na(z)] <- 0
  size <- d$design_group_weight[match(groups, d$group)] * !is.na(v)
  value <- ifelse(colSums(size) > 0, colSums(size * ifelse(is.na(v), 0, v)) / colSums(size), NA)
  share <- sweep(size, 2, ifelse(colSums(size) > 0, colSums(size), 1), "/")
  for (k in seq_along(groups)) {
    at <- which(rows & d$group == groups[k])
    z[at, ] <- sweep(z[at, , drop = FALSE], 2, share[k, ], "*")
    whole[at[1], ] <- @groups_drawn@ * share[k, ] * ifelse(is.na(v[k, ]), 0, v[k, ] - value)
  }
  list(value = setNames(value, nodes), z = z, whole = whole)
}
