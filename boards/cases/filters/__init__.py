"""The filters of cases: read from an address, offered as chips, said in words."""
