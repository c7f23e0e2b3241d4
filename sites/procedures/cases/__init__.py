"""How far citizens' cases are: delivered by the units, looked up by citizens, added up for everybody.

`rows` read what is delivered and `delivering` takes it in; `api` and `importing` are the two roads it comes by;
`looking_up` answers citizens; `figures` keeps the numbers.
"""
