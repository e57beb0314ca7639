{
  virtualisation.oci-containers.containers.plain = {
    image = "plain:1";
    ports = [ "80:80" ];
    environment = {
      TZ = "UTC";
    };
  };
}
