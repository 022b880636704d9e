"""What the locked toolchain is and where it is found."""
