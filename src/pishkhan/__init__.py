"""Pishkhan (پیشخوان): the self-hosted student-services desk of a university."""
