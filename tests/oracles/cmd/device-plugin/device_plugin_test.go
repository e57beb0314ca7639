package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

// What the environment says to the stand-in.
const itself = "itself"

const recorded = "../../../fidelity/device-plugin.jsonl"

// scene is a question to a device plugin, and what the real one answers. `{dev}` is a folder with `files`: `a`, `b/` or
// `link -> a`; `{config}` a file with `config`. What `then` does, in its order, is answered one by one.
type scene struct {
	Why string `json:"why"`
	// Unused says that no bundle has these words: the stand-in ends where it is told them.
	Unused bool     `json:"unused,omitempty"`
	Files  []string `json:"files,omitempty"`
	Args   []string `json:"args"`
	Config string   `json:"config,omitempty"`
	Then   []string `json:"then,omitempty"`
	Answer []answer `json:"answer"`
}

// answer is what the kubelet has been told: resource → what a container gets of each device, or how the program ended.
type answer struct {
	Offers map[string][][]string `json:"offers,omitempty"`
	Ended  *int                  `json:"ended,omitempty"`
	// What else is to be seen.
	Notes []string `json:"notes,omitempty"`
}

// Started again as the program under test, this is the stand-in. Scenes wait more than they work.
func TestMain(m *testing.M) {
	if os.Getenv("DEVICE_PLUGIN") == itself {
		main()
		return
	}
	flag.Parse()
	flag.Set("test.parallel", "20")
	os.Exit(m.Run())
}

// DEVICE_PLUGIN is another program to ask, such as the real one; with UPDATE its answers are written down.
func TestAnswersAsRecorded(t *testing.T) {
	read, err := os.ReadFile(recorded)
	must(t, err)
	var scenes []*scene
	for line := range strings.Lines(string(read)) {
		each := &scene{}
		must(t, json.Unmarshal([]byte(line), each))
		scenes = append(scenes, each)
	}
	program := os.Getenv("DEVICE_PLUGIN")
	if program == "" {
		program, err = os.Executable()
		must(t, err)
	}
	t.Run("scenes", func(t *testing.T) {
		for _, each := range scenes {
			t.Run(each.Why, func(t *testing.T) {
				t.Parallel()
				given, wanted := each.play(t, program), each.Answer
				if other := os.Getenv("DEVICE_PLUGIN"); other == "" && each.Unused {
					wanted = []answer{{Ended: new(int)}}
					*wanted[0].Ended = 1
				} else if other != "" && os.Getenv("UPDATE") != "" {
					each.Answer = given
					return
				}
				if want, got := text(wanted...), text(given...); want != got {
					t.Errorf("recorded:\n%s\ngiven:\n%s", want, got)
				}
			})
		}
	})
	if os.Getenv("DEVICE_PLUGIN") != "" && os.Getenv("UPDATE") != "" {
		must(t, os.WriteFile(recorded, []byte(text(scenes...)), 0o644))
	}
}

// text is a line for each.
func text[T any](all ...T) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for _, each := range all {
		encoder.Encode(each)
	}
	return out.String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// stage is where a scene is played: a kubelet of ours, a folder of devices, and the program.
type stage struct {
	t            *testing.T
	dev, plugins string
	program      []string
	running      *exec.Cmd
	kubelet      *kubelet
}

func (s *scene) play(t *testing.T, program string) []answer {
	folder, err := os.MkdirTemp("/tmp", "dp")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(folder) })
	// As long as the kubelet's own, since a socket's path ends at 107 bytes.
	plugins := folder + "/" + strings.Repeat("p", len(v1beta1.DevicePluginPath)-len(folder)-2)
	at := &stage{t: t, dev: folder + "/dev", plugins: plugins}
	must(t, os.Mkdir(at.dev, 0o755))
	must(t, os.Mkdir(at.plugins, 0o755))
	for _, each := range s.Files {
		at.make(each)
	}
	must(t, os.WriteFile(folder+"/config.yaml", []byte(at.filled(s.Config)), 0o644))
	at.program = []string{program, "--listen", "127.0.0.1:0", "--plugin-directory", at.plugins}
	for _, each := range s.Args {
		at.program = append(at.program, strings.ReplaceAll(at.filled(each), "{config}", folder+"/config.yaml"))
	}
	late := len(s.Then) > 0 && s.Then[0] == "the kubelet starts"
	if !late {
		at.kubelet = listen(t, at.plugins)
	}
	at.start()
	t.Cleanup(func() { at.end(syscall.SIGKILL) })
	var out []answer
	if !late {
		out = append(out, at.answer(10*time.Second))
	}
	if len(out) > 0 && out[0].Ended != nil {
		return out
	}
	for _, each := range s.Then {
		out = append(out, at.then(each))
	}
	return out
}

func (s *stage) filled(text string) string { return strings.ReplaceAll(text, "{dev}", s.dev) }

func (s *stage) make(file string) {
	if link, target, ok := strings.Cut(file, " -> "); ok {
		must(s.t, os.Symlink(s.filled(target), filepath.Join(s.dev, link)))
	} else if strings.HasSuffix(file, "/") {
		must(s.t, os.Mkdir(filepath.Join(s.dev, file), 0o755))
	} else {
		must(s.t, os.WriteFile(filepath.Join(s.dev, file), nil, 0o644))
	}
}

func (s *stage) start() {
	s.running = exec.Command(s.program[0], s.program[1:]...)
	s.running.Env, s.running.Stderr = append(os.Environ(), "DEVICE_PLUGIN="+itself), os.Stderr
	must(s.t, s.running.Start())
}

func (s *stage) end(by syscall.Signal) int {
	s.running.Process.Signal(by)
	s.running.Wait()
	return s.running.ProcessState.ExitCode()
}

// then does a step, and says what the kubelet is told within the time that the real program needs for it.
func (s *stage) then(what string) answer {
	word, rest, _ := strings.Cut(what, " ")
	before, known, notes := s.kubelet, []string{}, []string(nil)
	if before != nil {
		known = before.ids()
	}
	switch {
	case word == "make":
		s.make(rest)
		return s.changed()
	case word == "remove":
		must(s.t, os.Remove(filepath.Join(s.dev, rest)))
		return s.changed()
	case what == "the kubelet starts":
		time.Sleep(2 * time.Second)
		s.kubelet = listen(s.t, s.plugins)
	case what == "the kubelet starts anew":
		// It clears the folder of its plugins' sockets first.
		s.kubelet.server.Stop()
		sockets, _ := filepath.Glob(s.plugins + "/*.sock")
		for _, each := range sockets {
			os.Remove(each)
		}
		s.kubelet = listen(s.t, s.plugins)
	case what == "the program ends and starts":
		code := s.end(syscall.SIGTERM)
		left, _ := filepath.Glob(s.plugins + "/*.sock")
		notes = append(notes, fmt.Sprintf("exit code %d, %d sockets left", code, len(left)-1))
		s.kubelet.forget()
		s.start()
	case what == "the program is killed and starts":
		s.end(syscall.SIGKILL)
		s.kubelet.forget()
		// A file's name may have the second in it.
		time.Sleep(time.Second)
		s.start()
	default:
		s.t.Fatalf("nobody knows how to: %s", what)
	}
	out := s.answer(20 * time.Second)
	out.Notes = append(out.Notes, notes...)
	if before != nil && slices.Equal(known, s.kubelet.ids()) {
		out.Notes = append(out.Notes, "same ids")
	}
	return out
}

// changed waits for what the plugin says of a change by itself.
func (s *stage) changed() answer {
	s.kubelet.mu.Lock()
	told := s.kubelet.told
	s.kubelet.mu.Unlock()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		s.kubelet.mu.Lock()
		now := s.kubelet.told
		s.kubelet.mu.Unlock()
		if now != told {
			return s.answer(0)
		}
	}
	return answer{Notes: []string{"not told"}}
}

// answer waits until something has been offered, or the program has ended.
func (s *stage) answer(within time.Duration) answer {
	for end := time.Now().Add(within); time.Now().Before(end) && !s.kubelet.all(); time.Sleep(50 * time.Millisecond) {
		var status syscall.WaitStatus
		if pid, _ := syscall.Wait4(s.running.Process.Pid, &status, syscall.WNOHANG, nil); pid > 0 {
			code := status.ExitStatus()
			if code != 0 {
				// Which one, is nobody's business.
				code = 1
			}
			return answer{Ended: &code}
		}
	}
	// A second resource may come a moment later.
	time.Sleep(300 * time.Millisecond)
	return s.kubelet.asked(s.dev)
}

// kubelet has registered plugins, and what they said last.
type kubelet struct {
	v1beta1.UnimplementedRegistrationServer
	folder string
	server *grpc.Server
	mu     sync.Mutex
	told   int
	known  map[string]*plugin
}

type plugin struct {
	v1beta1.DevicePluginClient
	ids   []string
	first bool
	ended error
}

func listen(t *testing.T, folder string) *kubelet {
	listener, err := net.Listen("unix", folder+"/kubelet.sock")
	must(t, err)
	out := &kubelet{folder: folder, server: grpc.NewServer(), known: map[string]*plugin{}}
	v1beta1.RegisterRegistrationServer(out.server, out)
	go out.server.Serve(listener)
	t.Cleanup(out.server.Stop)
	return out
}

func (k *kubelet) Register(_ context.Context, asked *v1beta1.RegisterRequest) (*v1beta1.Empty, error) {
	if asked.Version != v1beta1.Version || strings.Contains(asked.Endpoint, "/") {
		return nil, fmt.Errorf("version %s, endpoint %s", asked.Version, asked.Endpoint)
	}
	conn, err := grpc.NewClient("unix:"+k.folder+"/"+asked.Endpoint, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	of := &plugin{DevicePluginClient: v1beta1.NewDevicePluginClient(conn)}
	k.mu.Lock()
	k.known[asked.ResourceName] = of
	k.mu.Unlock()
	go k.watch(of)
	return &v1beta1.Empty{}, nil
}

func (k *kubelet) watch(of *plugin) {
	stream, err := of.ListAndWatch(context.Background(), &v1beta1.Empty{})
	for err == nil {
		var all *v1beta1.ListAndWatchResponse
		all, err = stream.Recv()
		k.mu.Lock()
		if of.ids, of.first, of.ended = nil, true, err; err == nil {
			for _, each := range all.Devices {
				if each.Health == v1beta1.Healthy {
					of.ids = append(of.ids, each.ID)
				}
			}
		}
		slices.Sort(of.ids)
		k.told++
		k.mu.Unlock()
	}
}

func (k *kubelet) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known = map[string]*plugin{}
}

// all says whether somebody has registered, and each has said what it has.
func (k *kubelet) all() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, each := range k.known {
		if !each.first {
			return false
		}
	}
	return len(k.known) > 0
}

func (k *kubelet) ids() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []string
	for _, each := range k.known {
		out = append(out, each.ids...)
	}
	slices.Sort(out)
	return out
}

// asked allocates each device of each resource alone, and one that nobody has offered.
func (k *kubelet) asked(dev string) answer {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := answer{Offers: map[string][][]string{}}
	for resource, of := range k.known {
		devices := [][]string{}
		for _, id := range of.ids {
			got, err := of.allocate(id)
			if err != nil {
				got = []string{"refused"}
			}
			for n := range got {
				got[n] = strings.ReplaceAll(got[n], dev, "{dev}")
			}
			devices = append(devices, got)
		}
		slices.SortFunc(devices, func(a, b []string) int { return slices.Compare(a, b) })
		out.Offers[resource] = devices
		if of.ended != nil {
			out.Notes = append(out.Notes, resource+": the list ended")
		} else if _, err := of.allocate("unknown"); err == nil {
			out.Notes = append(out.Notes, resource+": gives what it has not")
		}
	}
	slices.Sort(out.Notes)
	return out
}

func (p *plugin) allocate(id string) ([]string, error) {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	one := &v1beta1.ContainerAllocateRequest{DevicesIds: []string{id}}
	got, err := p.Allocate(ctx, &v1beta1.AllocateRequest{ContainerRequests: []*v1beta1.ContainerAllocateRequest{one}})
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, each := range got.ContainerResponses {
		for _, of := range each.Devices {
			out = append(out, fmt.Sprintf("device %s at %s %s", of.HostPath, of.ContainerPath, of.Permissions))
		}
		for _, of := range each.Mounts {
			out = append(out, fmt.Sprintf("mount %s at %s read-only %v", of.HostPath, of.ContainerPath, of.ReadOnly))
		}
		if len(each.Envs)+len(each.Annotations)+len(each.CdiDevices) > 0 {
			out = append(out, "more")
		}
	}
	return out, nil
}
