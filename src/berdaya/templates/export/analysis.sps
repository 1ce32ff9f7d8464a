@about@

@data_note@
GET FILE='data.sav'.
SET DECIMAL=DOT.

@scores_note@
@scores@
EXECUTE.

@means_note@
SORT CASES BY wave role.
WEIGHT BY design_weight.
AGGREGATE /OUTFILE=* MODE=ADDVARIABLES
  /BREAK=wave role
  /@m1 TO @m@count@ = MEAN(@s1 TO @s@count@)
  /@n1 TO @n@count@ = N(@s1 TO @s@count@).
WEIGHT OFF.

@linear_note@
@lines@
EXECUTE.

@design_note@
@plan@

@compare_note@
@descriptives@
