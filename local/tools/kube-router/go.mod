module ethnode.local/tools/kube-router

go 1.26.0
require github.com/cloudnativelabs/kube-router v1.6.1
tool github.com/cloudnativelabs/kube-router/cmd/kube-router
