"""What surgeons have put in: screws, rods, cross-links, cement and cages, and how each fits this bone."""
