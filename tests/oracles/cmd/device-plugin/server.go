package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

// How long the real one waits until it looks for its socket again, and for devices or another try.
const look, pause = time.Second, 5 * time.Second

// server offers one resource.
type server struct {
	v1beta1.UnimplementedDevicePluginServer
	resource, folder string
	groups           []group
}

// run offers it again whenever its socket is gone: the kubelet takes them all away when it starts.
func (s *server) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.offer(ctx); err != nil {
			log.Printf("%s: %v", s.resource, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (s *server) offer(ctx context.Context) error {
	// Of the length of the real one's, which has the second of its start in it: a socket's path ends at 107 bytes.
	endpoint := fmt.Sprintf("own-%s-0123456789.sock", base64.URLEncoding.EncodeToString([]byte(s.resource)))
	socket := filepath.Join(s.folder, endpoint)
	os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	here := grpc.NewServer()
	defer here.Stop()
	v1beta1.RegisterDevicePluginServer(here, s)
	go here.Serve(listener)

	there, err := grpc.NewClient("unix:"+filepath.Join(s.folder, "kubelet.sock"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer there.Close()
	request := &v1beta1.RegisterRequest{Version: v1beta1.Version, Endpoint: endpoint, ResourceName: s.resource}
	if _, err := v1beta1.NewRegistrationClient(there).Register(ctx, request); err != nil {
		return err
	}
	log.Printf("%s: registered", s.resource)
	for ctx.Err() == nil {
		if _, err := os.Lstat(socket); err != nil {
			return err
		}
		time.Sleep(look)
	}
	return nil
}

// devices are those that can be had now, by an id that is the same whenever their paths are.
func (s *server) devices() (map[string][]*v1beta1.DeviceSpec, error) {
	out := map[string][]*v1beta1.DeviceSpec{}
	for _, of := range s.groups {
		// Of each path what it finds; there are as many devices as the rarest has.
		var found [][]string
		rows := 0
		for n, each := range of.Paths {
			matches, err := glob(strings.TrimSpace(each.Path))
			if err != nil {
				return nil, err
			}
			if found = append(found, matches); n == 0 || len(matches) < rows {
				rows = len(matches)
			}
		}
		for row := range rows {
			for n := range max(of.Count, 1) {
				var device []*v1beta1.DeviceSpec
				id := fmt.Sprint(n)
				for k, each := range of.Paths {
					device = append(device, each.at(found[k][row]))
					id += "\n" + found[k][row]
				}
				out[fmt.Sprintf("%x", sha256.Sum256([]byte(id)))] = device
			}
		}
	}
	return out, nil
}

// glob is what is there of a pattern; where a link leads to must be there, unless it was found by a sign of the pattern.
func glob(pattern string) ([]string, error) {
	inside, err := filepath.Rel("/", pattern)
	if err != nil {
		return nil, err
	}
	matches, err := fs.Glob(os.DirFS("/"), inside)
	for n := range matches {
		matches[n] = "/" + matches[n]
	}
	slices.Sort(matches)
	return matches, err
}

// at is what a container gets of it; a place that ends in a slash is the folder for it.
func (p path) at(host string) *v1beta1.DeviceSpec {
	out := &v1beta1.DeviceSpec{HostPath: host, ContainerPath: strings.TrimSpace(p.MountPath), Permissions: p.Permissions}
	if out.ContainerPath == "" {
		out.ContainerPath = host
	} else if strings.HasSuffix(out.ContainerPath, "/") {
		out.ContainerPath += filepath.Base(host)
	}
	if out.Permissions == "" {
		out.Permissions = "mrw"
	}
	return out
}

// ListAndWatch tells what is there, and again whenever that is another set.
func (s *server) ListAndWatch(_ *v1beta1.Empty, stream v1beta1.DevicePlugin_ListAndWatchServer) error {
	var told []string
	for first := true; ; first = false {
		devices, err := s.devices()
		if err != nil {
			return err
		}
		if ids := slices.Sorted(maps.Keys(devices)); first || !slices.Equal(ids, told) {
			all := &v1beta1.ListAndWatchResponse{}
			for _, id := range ids {
				all.Devices = append(all.Devices, &v1beta1.Device{ID: id, Health: v1beta1.Healthy})
			}
			if err := stream.Send(all); err != nil {
				return err
			}
			told = ids
		}
		select {
		case <-stream.Context().Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// Allocate gives each container the paths of its devices.
func (s *server) Allocate(_ context.Context, asked *v1beta1.AllocateRequest) (*v1beta1.AllocateResponse, error) {
	devices, err := s.devices()
	out := &v1beta1.AllocateResponse{}
	for _, each := range asked.ContainerRequests {
		given := &v1beta1.ContainerAllocateResponse{}
		for _, id := range each.DevicesIds {
			device, ok := devices[id]
			if !ok {
				return nil, fmt.Errorf("%s: there is no device %s: %v", s.resource, id, err)
			}
			given.Devices = append(given.Devices, device...)
		}
		out.ContainerResponses = append(out.ContainerResponses, given)
	}
	return out, nil
}

func (s *server) GetDevicePluginOptions(context.Context, *v1beta1.Empty) (*v1beta1.DevicePluginOptions, error) {
	return &v1beta1.DevicePluginOptions{}, nil
}
