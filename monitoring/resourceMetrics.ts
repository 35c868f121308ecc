import type { ResourceJob } from "./jobs.ts";

/**
 * The metrics that are kept of the machines, pods and volumes. A kubelet and its cAdvisor export some two hundred names, with
 * series of every pod of a machine: what nobody looks at is not stored.
 *
 * Sources: Kubernetes 1.34 pkg/kubelet/metrics/collectors/volume_stats.go; cAdvisor 0.52 metrics/prometheus.go;
 * kube-state-metrics 2.15 docs/metrics; node_exporter 1.11 collector/.
 */
export const resourceMetrics: Readonly<Record<ResourceJob, readonly string[]>> = {
  kubelet: [
    "kubelet_volume_stats_available_bytes",
    "kubelet_volume_stats_capacity_bytes",
    "kubelet_volume_stats_inodes",
    "kubelet_volume_stats_inodes_free",
    "kubelet_volume_stats_inodes_used",
    "kubelet_volume_stats_used_bytes",
  ],
  cadvisor: [
    // Only where a container has a CPU limit, which none of this program's has unless asked for.
    "container_cpu_cfs_periods_total",
    "container_cpu_cfs_throttled_periods_total",
    "container_cpu_usage_seconds_total",
    "container_fs_reads_bytes_total",
    "container_fs_writes_bytes_total",
    "container_memory_rss",
    "container_memory_working_set_bytes",
    "container_network_receive_bytes_total",
    "container_network_transmit_bytes_total",
    "container_oom_events_total",
    // How long a container waited. Only where the machine has cgroup v2.
    "container_pressure_cpu_waiting_seconds_total",
    "container_pressure_io_waiting_seconds_total",
    "container_pressure_memory_waiting_seconds_total",
    "container_spec_memory_limit_bytes",
  ],
  "kube-state-metrics": [
    "kube_job_status_failed",
    "kube_persistentvolumeclaim_resource_requests_storage_bytes",
    "kube_persistentvolumeclaim_status_phase",
    "kube_pod_container_resource_limits",
    "kube_pod_container_resource_requests",
    "kube_pod_container_status_last_terminated_reason",
    "kube_pod_container_status_restarts_total",
    "kube_pod_container_status_waiting_reason",
    "kube_pod_init_container_status_restarts_total",
    "kube_pod_status_phase",
    "kube_pod_status_ready",
    "kube_statefulset_replicas",
    "kube_statefulset_status_replicas_ready",
  ],
  "node-exporter": [
    "node_boot_time_seconds",
    "node_cpu_seconds_total",
    "node_disk_io_time_seconds_total",
    "node_disk_read_bytes_total",
    "node_disk_reads_completed_total",
    "node_disk_written_bytes_total",
    "node_disk_writes_completed_total",
    "node_load1",
    "node_load5",
    "node_memory_MemAvailable_bytes",
    "node_memory_MemTotal_bytes",
    "node_pressure_cpu_waiting_seconds_total",
    "node_pressure_io_waiting_seconds_total",
    "node_pressure_memory_waiting_seconds_total",
    "node_timex_maxerror_seconds",
    "node_timex_offset_seconds",
    "node_timex_sync_status",
    "node_vmstat_oom_kill",
  ],
};

/** What of the machine node_exporter looks at; nothing of it needs more than a read of `/proc` and `/sys`. */
export const machineCollectors = [
  "cpu",
  "diskstats",
  "loadavg",
  "meminfo",
  "pressure",
  "stat",
  "timex",
  "vmstat",
] as const;

/** What kube-state-metrics looks at in the API, and so what it may list and watch. */
export const watchedResources = [
  { group: "", plural: "persistentvolumeclaims" },
  { group: "", plural: "pods" },
  { group: "apps", plural: "statefulsets" },
  { group: "batch", plural: "jobs" },
] as const;
