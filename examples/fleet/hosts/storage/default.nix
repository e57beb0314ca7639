# The server: files, media, monitoring, and the control plane of K3s.
{
  imports = [
    ../../modules/base.nix
    ../../modules/k3s.nix
    ../../modules/sites.nix
    ./backup.nix
    ./dns.nix
    ./documents.nix
    ./downloads.nix
    ./hardware.nix
    ./home.nix
    ./media.nix
    ./migration.nix
    ./monitoring.nix
  ];

  networking.hostName = "storage";

  services.k3s = {
    role = "server";
    # Caddy has ports 80 and 443, and ports stay where podman published them.
    disable = [
      "traefik"
      "servicelb"
    ];
    # Secrets lie encrypted in the database of K3s; it can only be switched on for a new cluster without more steps.
    extraFlags = [ "--secrets-encryption" ];
  };

  # The API server, for the agent.
  networking.firewall.allowedTCPPorts = [ 6443 ];

  fleet.sites = {
    "documents.example.org" = 8000;
    "films.example.org" = 7878;
    "grafana.example.org" = 3001;
    "home.example.org" = 3002;
    "media.example.org" = 8096;
    "series.example.org" = 8989;
    "torrents.example.org" = 8080;
  };

  system.stateVersion = "25.05";
}
