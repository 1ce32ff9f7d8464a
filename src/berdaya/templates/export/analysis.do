@about@

version 14
clear all
set more off
@data_note@
use "data.dta", clear

@design_note@
@svyset@

@scores_note@
@scores@

@means_note@
capture program drop mean_of
program define mean_of
    args question role wave
    tempvar use part
    quietly generate byte `use' = !missing(S`question') & role == `role' & wave == `wave'
    quietly generate double `part' = design_weight * `use'
    quietly summarize `part', meanonly
    scalar total = r(sum)
    quietly replace `part' = cond(`use', design_weight * S`question', 0)
    quietly summarize `part', meanonly
    scalar M_`question'_`role'_`wave' = r(sum) / total
    quietly generate double Z_`question'_`role'_`wave' = ///
        cond(`use', (S`question' - M_`question'_`role'_`wave') / total, 0)
end
@means@

@linear_note@
scalar largest_value = 0
scalar largest_error = 0
scalar compared = 0
capture program drop score
program define score
    syntax , wave(integer) node(string) value(string) se(string) terms(string)
    tempvar u below
    tempname mean error lonely
    quietly generate double `u' = 0
    quietly generate byte `below' = 0
    scalar `mean' = 0
    tokenize "`terms'"
    while "`1'" != "" {
        scalar `mean' = `mean' + `3' * M_`1'_`2'_`wave'
        quietly replace `u' = `u' + `3' * Z_`1'_`2'_`wave'
        quietly replace `below' = 1 if !missing(S`1') & role == `2' & wave == `wave'
        macro shift 3
    }
    quietly svy: total `u'
    scalar `error' = _se[`u']
@alone@
    display as result %4.0f `wave' "  " %-34s "`node'" %16.10f `mean' %16.10f `error'
    scalar largest_value = max(largest_value, abs(`mean' - `value'))
    if "`se'" != "." {
        scalar largest_error = max(largest_error, abs(`error' - `se'))
        scalar compared = compared + 1
    }
end
display as text "wave  node" _col(48) "value" _col(61) "std. error"
@lines@

@compare_note@
display as text "@errors_word@: " compared ", @largest_word@ " %9.3g largest_error "; @values_word@: @largest_word@ " %9.3g largest_value
assert largest_value < 1e-9
assert largest_error < 1e-9
