"""Samples in the place of programs that are not to be had here, with their names and labels: kube-state-metrics, the kubelet and
its cadvisor, CoreDNS, the SMART exporter, plugs, an app.

A row is a name with labels, a value, and what is added in each second.
"""

NAMESPACE = 'namespace="podman"'
POD = f'{NAMESPACE},pod="web-1"'
CONTAINER = f'{POD},container="web"'
CRON = f'{NAMESPACE},cronjob="backup"'
CLAIM = f'{NAMESPACE},persistentvolumeclaim="data"'
DISK = 'device="nvme0"'
BUCKETS = [("0.1", 4), ("1", 5), ("+Inf", 5)]

KUBELET = [
    ("k3s_certificate_expiration_seconds{subject=\"CN=node\",usages=\"ClientAuth\"}", 2e7, 0),
    ('kubernetes_build_info{git_version="v1.37.2+k3s1"}', 1, 0),
    (f"kubelet_volume_stats_available_bytes{{{CLAIM}}}", 6e9, 0),
    (f"kubelet_volume_stats_capacity_bytes{{{CLAIM}}}", 1e10, 0),
    ("kubelet_running_pods", 2, 0),
    ("process_resident_memory_bytes", 4e8, 0),
]

CADVISOR = [
    (f"container_cpu_usage_seconds_total{{{CONTAINER},cpu=\"total\"}}", 100, 0.1),
    (f"container_cpu_cfs_periods_total{{{CONTAINER}}}", 100, 10),
    (f"container_cpu_cfs_throttled_periods_total{{{CONTAINER}}}", 10, 1),
    (f"container_memory_working_set_bytes{{{CONTAINER}}}", 5e7, 0),
    (f'container_memory_working_set_bytes{{{POD},container=""}}', 6e7, 0),
    (f"container_fs_reads_bytes_total{{{CONTAINER},device=\"/dev/sda\"}}", 1e6, 10),
    (f"container_fs_writes_bytes_total{{{CONTAINER},device=\"/dev/sda\"}}", 1e6, 10),
    (f'container_network_receive_bytes_total{{{POD},container="",interface="eth0"}}', 1e6, 100),
    (f'container_network_transmit_bytes_total{{{POD},container="",interface="eth0"}}', 1e6, 100),
]

STATE = [
    ('kube_node_status_condition{node="node-a",condition="Ready",status="true"}', 1, 0),
    (f'kube_pod_info{{{POD},node="node-a"}}', 1, 0),
    *((f'kube_pod_status_phase{{{POD},phase="{phase}"}}', phase == "Running", 0) for phase in ("Running", "Pending", "Failed", "Succeeded")),
    (f'kube_pod_status_ready{{{POD},condition="true"}}', 1, 0),
    # Not ready for less than the alert waits.
    (f'kube_pod_status_ready{{{NAMESPACE},pod="new-1",condition="false"}}', 1, 0),
    (f"kube_pod_container_status_restarts_total{{{CONTAINER}}}", 1, 0.001),
    *((f'kube_pod_container_resource_{kind}{{{CONTAINER},resource="{what}"}}', value, 0)
      for kind in ("requests", "limits") for what, value in (("cpu", 0.5), ("memory", 1e8))),
    *((f'kube_deployment_{what}{{{NAMESPACE},deployment="web"}}', 1, 0)
      for what in ("spec_replicas", "status_replicas_available", "status_replicas_updated")),
    (f"kube_cronjob_status_last_successful_time{{{CRON}}}", "now", 0),
    (f"kube_cronjob_status_last_schedule_time{{{CRON}}}", "now", 0),
    (f"kube_cronjob_next_schedule_time{{{CRON}}}", "now", 86400),
    (f"kube_cronjob_spec_suspend{{{CRON}}}", 0, 0),
    # Failed, and its CronJob succeeded since: shown, and no alert.
    (f'kube_job_failed{{{NAMESPACE},job_name="backup-1",condition="true"}}', 1, 0),
    (f'kube_job_status_start_time{{{NAMESPACE},job_name="backup-1"}}', 1000, 0),
    (f'kube_job_owner{{{NAMESPACE},job_name="backup-1",owner_kind="CronJob",owner_name="backup"}}', 1, 0),
    # An app that counts its requests, with labels of its own, since it has no program here.
    ('up{job="web",instance="web.podman.svc:80",app="web"}', 1, 0),
    ('scrape_samples_scraped{job="web",instance="web.podman.svc:80",app="web"}', 9, 0),
    *((f'http_requests_total{{app="web",{word}="{code}"}}', 10, 1) for word in ("code", "status") for code in ("200", "500")),
    *((f'http_request_duration_seconds_bucket{{app="web",le="{le}"}}', value, value) for le, value in BUCKETS),
]

SMART = [
    (f'smartctl_device{{{DISK},model_name="Disk"}}', 1, 0),
    (f"smartctl_device_smart_status{{{DISK}}}", 1, 0),
    (f"smartctl_device_power_on_seconds{{{DISK}}}", 1e7, 1),
    (f'smartctl_device_temperature{{{DISK},temperature_type="current"}}', 41, 0),
    (f'smartctl_device_attribute{{{DISK},attribute_name="Reallocated_Sector_Ct",attribute_value_type="raw"}}', 0, 0),
    *((f"smartctl_device_{what}{{{DISK}}}", value, 0)
      for what, value in (("percentage_used", 7), ("available_spare", 100), ("media_errors", 0), ("num_err_log_entries", 0),
                          ("error_log_count", 0), ("bytes_written", 1e12))),
]

PLUG = [
    (f'tasmota_{what}{{device="192.0.2.7"}}', value, rate)
    for what, value, rate in (("power_W", 60, 0), ("voltage_V", 230, 0), ("current_A", 0.26, 0), ("energy_kWh_total", 12, 0.001))
]

PORTS = {
    8000: PLUG,
    8080: STATE,
    8081: [("process_resident_memory_bytes", 3e7, 0)],
    9153: [("coredns_dns_requests_total", 1, 1)],
    9633: SMART,
    3000: [("process_resident_memory_bytes", 2e8, 0)],
}


def text(samples, seconds):
    import time

    lines = []
    for name, value, rate in samples:
        value = time.time() - seconds if value == "now" else float(value)
        grown = rate if rate == 86400 else rate * seconds
        lines.append(f"{name} {value + grown!r}")
    return "\n".join(lines) + "\n"
