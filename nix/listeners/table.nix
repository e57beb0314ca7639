# On which ports services listen: for each service of `services.NAME` its rows.
#
# `at PORT ADDRESS` names the options below the service; `null` is every address. `fixed PORT` has no option. `or' VALUE
# row` is the port where the option is not set. `text OPTION` holds both: `127.0.0.1:8080`, `:8080`. A row is TCP unless
# it is `udp` or `both`. Names and defaults are those of nixos/modules of nixpkgs; a name that a host's NixOS does
# not have makes no row.
let
  at = port: address: { inherit port address; };
  only = port: at port null;
  fixed = default: { inherit default; };
  or' = default: row: row // { inherit default; };
  text = option: { text = option; };
  udp = row: row // { protocols = [ "udp" ]; };
  both =
    row:
    row
    // {
      protocols = [
        "tcp"
        "udp"
      ];
    };

  # Of many services.
  usual = [ (at "port" "host") ];
  listening = [ (at "port" "listenAddress") ];
  addressed = [ (at "port" "address") ];
  ported = [ (only "port") ];
  servarr = [ (only "settings.server.port") ];
  git = [ (at "settings.server.HTTP_PORT" "settings.server.HTTP_ADDR") ];
in
{
  actual = [ (at "settings.port" "settings.hostname") ];
  adguardhome = usual;
  anki-sync-server = addressed;
  atuin = usual;
  audiobookshelf = usual;
  autobrr = [ (at "settings.port" "settings.host") ];
  avahi = [ (udp (fixed 5353)) ];
  bazarr = [ (only "listenPort") ];
  bind = [ (both (fixed 53)) ];
  blocky = [ (both (or' 53 (only "settings.ports.dns"))) ];
  calibre-server = usual;
  calibre-web = [ (at "listen.port" "listen.ip") ];
  changedetection-io = listening;
  code-server = usual;
  cockpit = ported;
  couchdb = [ (at "port" "bindAddress") ];
  dashy = ported;
  dnsmasq = [ (both (or' 53 (only "settings.port"))) ];
  dockerRegistry = listening;
  elasticsearch = [ (at "port" "listenAddress") ];
  esphome = addressed;
  factorio = [ (udp (at "port" "bind")) ];
  filebrowser = [ (at "settings.port" "settings.address") ];
  flaresolverr = ported;
  flood = usual;
  forgejo = git;
  gatus = [ (at "settings.web.port" "settings.web.address") ];
  gitea = git;
  glance = [ (at "settings.server.port" "settings.server.host") ];
  glances = ported;
  gotify = [ (only "environment.GOTIFY_SERVER_PORT") ];
  gotosocial = [ (at "settings.port" "settings.bind-address") ];
  grafana = [ (at "settings.server.http_port" "settings.server.http_addr") ];
  harmonia = [ (text "settings.bind") ];
  headscale = addressed;
  healthchecks = listening;
  hedgedoc = [ (at "settings.port" "settings.host") ];
  home-assistant = [ (or' 8123 (only "config.http.server_port")) ];
  homebox = [ (or' 7745 (only "settings.HBOX_WEB_PORT")) ];
  homepage-dashboard = [ (only "listenPort") ];
  hydra = [ (at "port" "listenHost") ];
  immich = usual;
  influxdb2 = [ (or' 8086 (text "settings.http-bind-address")) ];
  invidious = addressed;
  jackett = ported;
  jellyfin = [
    (fixed 8096)
    (udp (fixed 7359))
  ];
  jellyseerr = ported;
  jenkins = listening;
  karakeep = [ (or' 3000 (only "extraEnvironment.PORT")) ];
  kavita = [
    (only "settings.Port")
    (only "port")
  ];
  keycloak = [ (at "settings.http-port" "settings.http-host") ];
  komga = [
    (only "settings.server.port")
    (only "port")
  ];
  lidarr = servarr;
  linkwarden = usual;
  lldap = [
    (at "settings.http_port" "settings.http_host")
    (at "settings.ldap_port" "settings.ldap_host")
  ];
  loki = [
    (at "configuration.server.http_listen_port" "configuration.server.http_listen_address")
  ];
  lubelogger = ported;
  matter-server = ported;
  mattermost = usual;
  mealie = listening;
  meilisearch = [ (at "listenPort" "listenAddress") ];
  memcached = [ (at "port" "listen") ];
  microbin = [ (at "settings.MICROBIN_PORT" "settings.MICROBIN_BIND") ];
  minecraft-server = [ (or' 25565 (only "serverProperties.server-port")) ];
  miniflux = [ (text "config.LISTEN_ADDR") ];
  minio = [
    (text "listenAddress")
    (text "consoleAddress")
  ];
  mongodb = [ (or' 27017 (at null "bind_ip")) ];
  mpd = [
    (at "network.port" "network.listenAddress")
    (at "settings.port" "settings.bind_to_address")
  ];
  murmur = [ (both (at "port" "bindHost")) ];
  mysql = [ (or' 3306 (at "settings.mysqld.port" "settings.mysqld.bind-address")) ];
  n8n = [
    (only "environment.N8N_PORT")
    (only "settings.port")
  ];
  navidrome = [ (at "settings.Port" "settings.Address") ];
  netbox = listening;
  netdata = [ (fixed 19999) ];
  nix-serve = [ (at "port" "bindAddress") ];
  node-red = ported;
  ntfy-sh = [ (text "settings.listen-http") ];
  nzbget = [ (or' 6789 (only "settings.ControlPort")) ];
  ollama = usual;
  ombi = ported;
  onlyoffice = ported;
  open-webui = usual;
  opensearch = [ (only "settings.http.port") ];
  outline = ported;
  paperless = addressed;
  peertube = [ (only "listenHttp") ];
  photoprism = addressed;
  pihole-ftl = [ (both (or' 53 (only "settings.dns.port"))) ];
  pinchflat = ported;
  plausible = [ (at "server.port" "server.listenAddress") ];
  plex = [ (fixed 32400) ];
  pocket-id = [ (or' 1411 (at "settings.PORT" "settings.HOST")) ];
  prometheus = listening;
  prowlarr = servarr;
  qbittorrent = [
    (only "webuiPort")
    (only "torrentingPort")
  ];
  rabbitmq = listening;
  radarr = servarr;
  readarr = servarr;
  readeck = [ (at "settings.server.port" "settings.server.host") ];
  rpcbind = [ (both (fixed 111)) ];
  sabnzbd = [ (at "settings.misc.port" "settings.misc.host") ];
  samba = [
    (fixed 139)
    (fixed 445)
  ];
  scrutiny = [ (at "settings.web.listen.port" "settings.web.listen.host") ];
  searx = [ (at "settings.server.port" "settings.server.bind_address") ];
  seerr = ported;
  shiori = addressed;
  silverbullet = [ (at "listenPort" "listenAddress") ];
  sonarr = servarr;
  squid = [ (at "proxyPort" "proxyAddress") ];
  stirling-pdf = [ (or' 8080 (only "environment.SERVER_PORT")) ];
  syncthing = [ (text "guiAddress") ];
  tailscale = [ (udp (only "port")) ];
  tandoor-recipes = addressed;
  tautulli = ported;
  technitium-dns-server = [
    (both (fixed 53))
    (fixed 5380)
  ];
  teamspeak3 = [ (udp (at "defaultVoicePort" "voiceIP")) ];
  terraria = ported;
  tinyproxy = [ (at "settings.Port" "settings.Listen") ];
  transmission = [ (at "settings.rpc-port" "settings.rpc-bind-address") ];
  trilium-server = usual;
  unifi = [
    (fixed 8080)
    (fixed 8443)
  ];
  uptime-kuma = [ (at "settings.PORT" "settings.HOST") ];
  victoriametrics = [ (text "listenAddress") ];
  vikunja = addressed;
  vsftpd = [ (fixed 21) ];
  webdav = [ (at "settings.port" "settings.address") ];
  whisparr = servarr;
  wiki-js = [ (at "settings.port" "settings.bindIP") ];
  xrdp = ported;
  zerotierone = [ (both (only "port")) ];
  zigbee2mqtt = [ (at "settings.frontend.port" "settings.frontend.host") ];
  zipline = [ (at "settings.CORE_PORT" "settings.CORE_HOSTNAME") ];
  zwave-js = ported;
  zwave-js-ui = [ (or' 8091 (at "settings.PORT" "settings.HOST")) ];
}
