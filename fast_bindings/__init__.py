"""CDKTF bindings that load only what is used."""
