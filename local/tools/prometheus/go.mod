module ethnode.local/tools/prometheus

go 1.26.0
require github.com/prometheus/prometheus v0.310.0
tool github.com/prometheus/prometheus/cmd/prometheus
tool github.com/prometheus/prometheus/cmd/promtool
replace cloud.google.com/go => cloud.google.com/go v0.123.0
