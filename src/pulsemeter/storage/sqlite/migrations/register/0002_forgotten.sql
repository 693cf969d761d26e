-- Numbers of contacts that were erased one by one, so that a restored backup loses them again.
CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY
);
