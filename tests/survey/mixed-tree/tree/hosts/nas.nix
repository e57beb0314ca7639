{
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1";
    ports = [ "8080:80" ];
  };
}
