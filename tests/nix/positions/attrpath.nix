{
  virtualisation.oci-containers.containers.attrpath.image = "attrpath:1";
  virtualisation.oci-containers.containers.attrpath.ports = [ "80:80" ];
}
