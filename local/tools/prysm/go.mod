module ethnode.local/tools/prysm

go 1.25.1
require github.com/OffchainLabs/prysm/v7 v7.0.0
tool github.com/OffchainLabs/prysm/v7/cmd/beacon-chain
tool github.com/OffchainLabs/prysm/v7/cmd/validator
tool github.com/OffchainLabs/prysm/v7/cmd/prysmctl
replace github.com/json-iterator/go => github.com/prestonvanloon/go v1.1.7-0.20190722034630-4f2e55fcf87b
