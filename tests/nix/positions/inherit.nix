let
  image = "inherit:1";
  ports = [ "80:80" ];
in
{
  virtualisation.oci-containers.containers.inherit' = {
    inherit image;
    inherit ports;
  };
}
