"""One file per library, named `role_library`; `askvn.wiring` is the only one that imports them."""
