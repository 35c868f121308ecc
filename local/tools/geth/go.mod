module ethnode.local/tools/geth

go 1.26.0
require github.com/ethereum/go-ethereum v1.17.5
tool github.com/ethereum/go-ethereum/cmd/geth
