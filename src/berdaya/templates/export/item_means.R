item_means <- function(rows) {
  z <- whole <- matrix(0, nrow(d), length(keys))
  value <- rep(NA_real_, length(keys))
  for (i in seq_along(keys)) {
    ask <- questions[[i]]$ask
    at <- lapply(names(ask), function(role) which(rows & answered[, i] & d$role == role))
    there <- vapply(at, function(a) sum(w[a]) > 0, NA) & ask > 0
    share <- ask / sum(ask[there])
    for (r in which(there)) {
      one <- role_mean(at[[r]], i)
      value[i] <- sum(value[i], share[r] * one$value, na.rm = TRUE)
      z[at[[r]], i] <- share[r] * one$z
      whole[at[[r]], i] <- share[r] * one$whole
    }
  }
  weight_asked <- colSums(w * (asked & rows))
  weight_answered <- colSums(w * (answered & rows))
  list(value = value, z = z, whole = whole, asked = weight_asked > 0,
       coverage = ifelse(weight_asked > 0, pmin(weight_answered / weight_asked, 1), 0))
}
