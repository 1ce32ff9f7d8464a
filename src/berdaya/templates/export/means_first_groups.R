role_mean <- function(at, i) {
  y <- score[at, i]
  group <- d$group[at]
  answered_weight <- ave(w[at], group, FUN = sum)
  group_mean <- ave(w[at] * y, group, FUN = sum) / answered_weight
  first <- !duplicated(group) & answered_weight > 0
  size <- ifelse(answered_weight > 0, d$design_group_weight[at], 0)
  m <- sum((size * group_mean)[first]) / sum(size[first])
  share <- size / sum(size[first])
  list(value = m,
       z = ifelse(answered_weight > 0, share * w[at] * (y - group_mean) / answered_weight, 0),
       whole = @groups_drawn@ * ifelse(first, share * (group_mean - m), 0))
}
@item_means@
estimate <- function(rows, wave) {
  m <- item_means(rows)
  v <- roll(t(m$value), t(m$asked), t(m$coverage), wave)[1, ]
  g <- slope(v)
  list(value = v, z = m$z %*% t(g), whole = m$whole %*% t(g))
}
