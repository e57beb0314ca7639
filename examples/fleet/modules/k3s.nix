# K3s as both hosts run it; each host says whether it is the server or an agent.
{
  services.k3s = {
    enable = true;
    # agenix and sops-nix put files here; `token` would be in the Nix store, which every user can read.
    tokenFile = "/run/agenix/k3s-token";
    gracefulNodeShutdown = {
      enable = true;
      # Longer than the slowest container needs: a database has 60 s.
      shutdownGracePeriod = "90s";
      shutdownGracePeriodCriticalPods = "20s";
    };
    # K3s sets no limit for memory: without one the kernel chooses whom to kill.
    extraKubeletConfig = {
      evictionHard = {
        "memory.available" = "500Mi";
        "nodefs.available" = "5%";
        "imagefs.available" = "5%";
      };
      containerLogMaxSize = "10Mi";
      containerLogMaxFiles = 3;
    };
  };

  networking.firewall = {
    # 10250: the kubelet; 8472: flannel between the nodes.
    allowedTCPPorts = [ 10250 ];
    allowedUDPPorts = [ 8472 ];
    # Pods reach services of the host, and each other across nodes.
    trustedInterfaces = [
      "cni0"
      "flannel.1"
    ];
  };
}
