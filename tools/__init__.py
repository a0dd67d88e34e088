"""What ./run, ./test and ./bench do. Standard library only: some of it runs before anything is installed."""
