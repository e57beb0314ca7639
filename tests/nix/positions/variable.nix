let
  ports = [ "80:80" ];
in
{
  virtualisation.oci-containers.containers.variable = {
    image = "variable:1";
    ports = ports ++ [ "81:81" ];
  };
}
