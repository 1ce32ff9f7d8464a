role_mean <- function(at, i) {
  y <- score[at, i]
  m <- sum(w[at] * y) / sum(w[at])
  list(value = m, z = w[at] * (y - m) / sum(w[at]), whole = rep(0, length(at)))
}
@item_means@
estimate <- function(rows, wave) {
  m <- item_means(rows)
  v <- roll(t(m$value), t(m$asked), t(m$coverage), wave)[1, ]
  g <- slope(v)
  list(value = v, z = m$z %*% t(g), whole = m$whole %*% t(g))
}
