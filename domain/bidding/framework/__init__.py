"""Framework agreements: several providers in stage one, call-offs in stage two.  财政部令第110号"""
