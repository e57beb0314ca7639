{
  imports = [
    ../../modules/media.nix
    ../../modules/tuning.nix
  ];
  virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.29";
}
