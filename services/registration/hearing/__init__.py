"""The opinion ledger (意见台账): how opinions come in, their words, rows, and the API."""
