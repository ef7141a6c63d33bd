"""Pages (网页): for citizens without an account, and the desk (工作台) of the units' staff."""
