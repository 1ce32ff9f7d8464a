estimate <- function(rows, wave) {
  at <- which(rows)
  v <- roll(score[at, , drop = FALSE], asked[at, , drop = FALSE], 1 * answered[at, , drop = FALSE], wave)
  has <- !is.na(v)
  total <- colSums(w[at] * has)
  value <- ifelse(total > 0, colSums(w[at] * ifelse(has, v, 0)) / total, NA)
  z <- matrix(0, nrow(d), length(nodes))
  z[at, ] <- ifelse(has, w[at] * sweep(sweep(v, 2, value), 2, total, "/"), 0)
  z[is.na(z)] <- 0
  list(value = setNames(value, nodes), z = z, whole = 0 * z)
}
