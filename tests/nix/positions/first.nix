{
  virtualisation.oci-containers.containers.modules = {
    image = "modules:1";
    ports = [ "80:80" ];
  };
}
