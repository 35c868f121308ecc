module ethnode.local/tools/alertmanager

go 1.26.0
require github.com/prometheus/alertmanager v0.28.1
tool github.com/prometheus/alertmanager/cmd/alertmanager
tool github.com/prometheus/alertmanager/cmd/amtool
