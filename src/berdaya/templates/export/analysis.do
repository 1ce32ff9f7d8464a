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
    scalar Total = r(sum)
    quietly replace `part' = cond(`use', design_weight * S`question', 0)
    quietly summarize `part', meanonly
    scalar M_`question'_`role'_`wave' = r(sum) / Total
    quietly generate double Z_`question'_`role'_`wave' = ///
        cond(`use', (S`question' - M_`question'_`role'_`wave') / Total, 0)
end
@means@

@linear_note@
scalar Largest_value = 0
scalar Largest_error = 0
scalar Compared = 0
capture program drop score
program define score
    syntax , wave(integer) node(string) value(string) se(string) terms(string)
    tempvar u below
    tempname mean error
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
    assert !missing(scalar(`mean'))
    scalar Largest_value = max(Largest_value, abs(`mean' - `value'))
    if "`se'" != "." {
        assert !missing(scalar(`error'))
        scalar Largest_error = max(Largest_error, abs(`error' - `se'))
        scalar Compared = Compared + 1
    }
end
display as text "wave  node" _col(48) "value" _col(61) "std. error"
@lines@

@compare_note@
display as text "@errors_word@: " Compared ", @largest_word@ " %9.3g Largest_error "; @values_word@: @largest_word@ " %9.3g Largest_value
assert Largest_value < 1e-9
assert Largest_error < 1e-9
