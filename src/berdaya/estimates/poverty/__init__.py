"""Who is poor: Alkire-Foster, criteria, spending against lines."""
