let
  base = {
    ports = [ "80:80" ];
  };
in
{
  virtualisation.oci-containers.containers.update = base // {
    image = "update:1";
  };
}
