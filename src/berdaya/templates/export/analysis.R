@about@

library(survey)
options(survey.lonely.psu = "@lonely_option@", survey.adjust.domain.lonely = FALSE)

@data_note@
d <- read.csv("data.csv", colClasses = "character", na.strings = character(0), check.names = FALSE, fileEncoding = "UTF-8")
for (name in grep("^design_(weight|group_weight|n|alone)", names(d), value = TRUE)) d[[name]] <- as.numeric(d[[name]])
w <- d$design_weight

@questions_note@
questions <- list(
@questions@
)
keys <- vapply(questions, function(q) q$key, "")
get_all <- function(name) vapply(questions, function(q) q[[name]], 0)
@labelled_note@
labelled <- function(key) {
  q <- questions[[match(key, keys)]]
  codes <- c(q$answers, missing_codes)
  factor(d[[key]], levels = names(codes), labels = paste(names(codes), codes))
}
missing_codes <- c(@missing@)

@tree_note@
tree <- list(
@tree@
)
scale_low <- @scale_low@
scale_high <- @scale_high@
shift <- @shift@ # @shift_note@
nodes <- c(@node_keys@)
not_in_wave <- list(@not_in_wave@)

@design_note@
design <- @svydesign@

@scores_note@
text <- as.matrix(d[keys])
own <- matrix(suppressWarnings(as.numeric(text)), nrow(d))
answered <- !is.na(own)
asked <- answered | matrix(!(text %in% c("not-asked", "na")), nrow(d))
step <- (scale_high - scale_low) / (get_all("high") - get_all("low"))
score <- sweep(sweep(own, 2, get_all("low")), 2, step, "*") + scale_low
turned <- which(get_all("turned") == 1)
score[, turned] <- scale_low + scale_high - score[, turned]

@mean_note@
mean_of <- function(x, weight, order) {
  weight <- matrix(weight, nrow(x), ncol(x), byrow = TRUE)
  weight[is.na(x)] <- 0
  if (order == -Inf) {
    x[weight == 0] <- Inf
    lowest <- apply(x, 1, min)
    return(ifelse(is.infinite(lowest), NA, lowest))
  }
  x[weight == 0] <- 1
  total <- rowSums(weight)
  y <- if (order == 0) exp(rowSums(weight * log(x)) / total) else (rowSums(weight * x^order) / total)^(1 / order)
  ifelse(total > 0, y, NA)
}
moved_by <- function(node) if (node$order < 1 && node$order != -Inf) shift else 0

@roll_note@
roll <- function(value, asked, coverage, wave) {
  v <- matrix(NA_real_, nrow(value), length(nodes), dimnames = list(NULL, nodes))
  some <- matrix(FALSE, nrow(value), length(nodes), dimnames = list(NULL, nodes))
  enough <- asked & sweep(coverage, 2, get_all("least") - 1e-12, ">=")
  v[, keys] <- ifelse(enough, value, NA)
  some[, keys] <- asked
  for (node in tree) {
    children <- names(node$children)
    x <- v[, children, drop = FALSE]
    part <- sweep(some[, children, drop = FALSE], 2, node$children, "*")
    cover <- rowSums(part * !is.na(x)) / rowSums(part)
    some[, node$key] <- rowSums(part) > 0
    y <- mean_of(x + moved_by(node), node$children, node$order) - moved_by(node)
    v[, node$key] <- ifelse(is.finite(cover) & cover >= node$least - 1e-12, y, NA)
  }
  v[, not_in_wave[[paste0("wave ", wave)]]] <- NA
  v
}

@slope_note@
slope <- function(v) {
  g <- matrix(0, length(nodes), length(keys), dimnames = list(nodes, keys))
  g[cbind(keys, keys)] <- 1
  for (node in tree) {
    children <- names(node$children)
    x <- v[children] + moved_by(node)
    weight <- ifelse(is.na(x), 0, node$children)
    y <- v[[node$key]] + moved_by(node)
    s <- if (node$order == -Inf) (x == y) / max(1, sum(x == y & weight > 0, na.rm = TRUE)) else
      weight / sum(weight) * (x / y)^(node$order - 1)
    s[weight == 0] <- 0
    below <- g[children, , drop = FALSE]
    below[is.na(s) | s == 0, ] <- 0
    g[node$key, ] <- s %*% below
  }
  g
}

@estimate_note@
@estimate@

@variance_note@
variance <- function(z, whole) {
  of <- function(x, first_only) {
    diag(svyrecvar(x, design$cluster, design$strata, design$fpc, one.stage = first_only))
  }
@variance@
}

@parts_note@
parts <- list(
@parts@
)
expected <- read.csv("expected.csv", colClasses = "character",
                     na.strings = character(0), check.names = FALSE, fileEncoding = "UTF-8")
for (name in c("value", "se")) expected[[name]] <- as.numeric(expected[[name]])
under <- sapply(keys, function(key) nodes == key)
rownames(under) <- nodes
for (node in tree) under[node$key, ] <- colSums(under[names(node$children), , drop = FALSE]) > 0

found <- do.call(rbind, lapply(parts, function(part) {
  rows <- d$wave == part[["wave"]] & (part[["role"]] == "" | d$role == part[["role"]])
  e <- estimate(rows, part[["wave"]])
  unknown <- colSums(!is.finite(e$z + e$whole)) > 0 # a derivative that does not exist
  e$z[, unknown] <- e$whole[, unknown] <- 0
  se <- sqrt(pmax(variance(e$z, e$whole), 0))
  se[unknown] <- NA
@alone@
  se[is.na(e$value)] <- NA
  data.frame(wave = part[["wave"]], role = part[["role"]], node = nodes, value = unname(e$value), se = unname(se))
}))
both <- merge(found, expected, by = c("wave", "role", "node"), suffixes = c("", "_berdaya"), sort = FALSE)
stopifnot(nrow(both) == nrow(found), nrow(both) == nrow(expected))
print(found, digits = 10, row.names = FALSE)

@compare_note@
off <- function(a, b) max(c(0, abs(a - b)), na.rm = TRUE)
same <- both$note == ""
stopifnot(identical(is.na(both$value), is.na(both$value_berdaya)))
stopifnot(identical(is.na(both$se[same]), is.na(both$se_berdaya[same])))
by_value <- off(both$value, both$value_berdaya)
by_se <- off(both$se[same], both$se_berdaya[same])
cat(sprintf("\n@values_word@: %d, @largest_word@ %.3g\n", sum(!is.na(both$value_berdaya)), by_value))
cat(sprintf("@errors_word@: %d, @largest_word@ %.3g\n", sum(same & !is.na(both$se_berdaya)), by_se))
for (why in setdiff(unique(both$note), "")) cat(sprintf("@left_word@ (%s): %d\n", why, sum(both$note == why)))
if (max(by_value, by_se) > 1e-9) stop("@stop_word@")
