"""What the server withstands: bounded attacks and accidents, each beside a control that must fail."""
