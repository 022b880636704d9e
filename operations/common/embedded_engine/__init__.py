"""How the embedded AWS is found and reached, if one runs; nothing here starts or fakes anything."""
