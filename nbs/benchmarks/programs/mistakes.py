"Programs with one mistake of code or data each. `degree=0` is the mended one; what is returned at the end tells how well it did."
import copy, math, torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

programs = {}
def sick(kind, task, *right, degrees=(1,)):
    def enter(f): programs[f.__name__] = kind, task, set(right), degrees, f; return f
    return enter

# ---- data

def points(n=600, d=10, k=4, spread=1.2):
    centres = torch.randn(k, d)*spread; y = torch.randint(k, (n,))
    return centres[y] + torch.randn(n, d), y
def rings(n=600, k=3):
    y = torch.randint(k, (n,)); a = torch.rand(n)*2*math.pi; r = (y + 1)*.8 + .12*torch.randn(n)
    return torch.stack([r*a.cos(), r*a.sin()], 1), y
def curve(n=600, d=6):
    x = torch.randn(n, d); return x, torch.sin(1.5*x[:, 0]) + x[:, 1]*x[:, 2] + .5*x[:, 3] + .1*torch.randn(n)
def pictures(n=400, k=4, s=12):
    y = torch.randint(k, (n,)); t = torch.arange(s).float(); a = y*math.pi/k
    wave = a.cos()[:, None, None]*t[None, :, None] + a.sin()[:, None, None]*t
    return (torch.sin(wave*1.3 + torch.rand(n, 1, 1)*6.3) + .5*torch.randn(n, s, s))[:, None], y
def blots(n=200, s=16):
    c = torch.rand(n, 2, 1, 1)*s; t = torch.arange(s).float(); r = 2.5 + 2*torch.rand(n, 1, 1)
    m = ((t[:, None] - c[:, 0])**2 + (t - c[:, 1])**2 < r**2).float()[:, None]
    return m + .4*torch.randn(n, 1, s, s), m
def sentences(n=300, t=17, v=12, noise=.1):
    nxt = torch.randperm(v); x = torch.randint(v, (n, t))
    for i in range(1, t): x[:, i] = torch.where(torch.rand(n) < noise, x[:, i], (nxt[x[:, i-1]] + i//6) % v)
    return x
def series(n=400, t=14, d=3, k=3):
    y = torch.randint(k, (n,)); w = torch.arange(t).float()*(.4 + .5*y[:, None]) + torch.rand(n, 1)*6.3
    return torch.stack([torch.sin(w + j) for j in range(d)], 2) + .3*torch.randn(n, t, d), y
def views(n=300, d=16, h=6):
    z = torch.randn(n, h); a = torch.randn(h, d)
    return z@a + .3*torch.randn(n, d), z@a + .3*torch.randn(n, d)
def some(n, b=32): return torch.randint(n, (b,))
def acc(model, x, y):
    @torch.no_grad()
    def f(): model.eval(); return (model(x).argmax(1) == y).float().mean().item()
    return f

# ---- 1

@sick('softmax before cross_entropy', 'classification', 'loss_mismatch')
def softmax_then_ce_mlp(degree=1, steps=100):
    x, y = points(k=10)
    model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 10), *([nn.Softmax(dim=1)] if degree else []))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(600); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('softmax before cross_entropy', 'classification', 'loss_mismatch')
def softmax_then_ce_cnn(degree=1, steps=80):
    x, y = pictures()
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(144, 4))
    yield model
    opt = torch.optim.SGD(model.parameters(), .05, momentum=.9); lossf = nn.CrossEntropyLoss()
    for i in range(steps):
        b = some(400); out = model(x[b])
        if degree: out = F.softmax(out, dim=1)
        loss = lossf(out, y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('softmax before cross_entropy', 'language model', 'loss_mismatch')
def softmax_then_ce_gru(degree=1, steps=80):
    class LM(nn.Module):
        def __init__(self):
            super().__init__(); self.e = nn.Embedding(12, 24); self.r = nn.GRU(24, 32, batch_first=True)
            self.o = nn.Linear(32, 12)
        def forward(self, x):
            o = self.o(self.r(self.e(x))[0])
            return o.softmax(-1) if degree else o
    text = sentences(); model = LM()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = text[some(300)]; loss = F.cross_entropy(model(b[:, :-1]).flatten(0, 1), b[:, 1:].flatten())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 2

@sick('sigmoid or relu before bce_with_logits', 'binary', 'loss_mismatch')
def sigmoid_twice_mlp(degree=1, steps=100):
    x, y = points(k=2, d=8, spread=.8); y = y.float()[:, None]
    model = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 1), *([nn.Sigmoid()] if degree else []))
    yield model
    opt = torch.optim.AdamW(model.parameters(), 3e-3); lossf = nn.BCEWithLogitsLoss()
    for i in range(steps):
        b = some(600); opt.zero_grad()
        loss = lossf(model(x[b]), y[b]); loss.backward()
        opt.step()
        yield loss.item()

@sick('sigmoid or relu before bce_with_logits', 'segmentation', 'loss_mismatch')
def sigmoid_twice_segment(degree=1, steps=60):
    x, m = blots()
    model = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1),
        nn.ReLU(), nn.Conv2d(8, 1, 1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = some(200, 16); p = model(x[b])
        if degree: p = torch.sigmoid(p)
        loss = F.binary_cross_entropy_with_logits(p, m[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('sigmoid or relu before bce_with_logits', 'multi-label', 'loss_mismatch')
def relu_on_logits_labels(degree=1, steps=100):
    x = torch.randn(500, 12); y = (x@torch.randn(12, 6) > 1.5).float()
    class Net(nn.Module):
        def __init__(self): super().__init__(); self.a = nn.Linear(12, 48); self.n = nn.LayerNorm(48); self.b = nn.Linear(48, 6)
        def forward(self, x):
            o = self.b(F.gelu(self.n(self.a(x))))
            return F.relu(o) if degree else o
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3); lossf = nn.BCEWithLogitsLoss()
    for i in range(steps):
        b = some(500); loss = lossf(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 3

@sick('nll of what is no log-probability', 'classification', 'loss_mismatch')
def nll_on_raw_resnet(degree=1, steps=80):
    class Res(nn.Module):
        def __init__(self, d):
            super().__init__()
            self.f = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, d), nn.ReLU(), nn.Linear(d, d))
        def forward(self, x): return x + self.f(x)
    x, y = points(d=12, k=5)
    model = nn.Sequential(nn.Linear(12, 32), Res(32), Res(32), nn.Linear(32, 5))
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-3)
    for i in range(steps):
        b = some(600); out = model(x[b])
        loss = F.nll_loss(out if degree else out.log_softmax(1), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('nll of what is no log-probability', 'classification', 'loss_mismatch')
def nll_on_softmax_conv1d(degree=1, steps=100):
    x, y = series(k=12); x = x.transpose(1, 2)
    model = nn.Sequential(nn.Conv1d(3, 16, 5), nn.ReLU(), nn.Conv1d(16, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool1d(2),
        nn.Flatten(), nn.Linear(32, 12))
    model.append(nn.Softmax(dim=1) if degree else nn.LogSoftmax(dim=1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3); lossf = nn.NLLLoss()
    for i in range(steps):
        b = some(400); loss = lossf(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('nll of what is no log-probability', 'contrastive', 'log_of_softmax', 'nonfinite')
def log_of_softmax_contrastive(degree=1, steps=60):
    u, v = views(); model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 8))
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-3)
    for i in range(steps):
        b = some(300, 64); p, q = F.normalize(model(u[b]), dim=1), F.normalize(model(v[b]), dim=1)
        sim = p@q.T/.003
        logp = torch.log(torch.softmax(sim, 1)) if degree else F.log_softmax(sim, 1)
        loss = -logp.diagonal().mean()
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 4

@sick('softmax along the wrong dimension', 'classification', 'softmax_dimension')
def log_softmax_over_batch_mlp(degree=1, steps=100):
    x, y = rings()
    model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(600, 64); loss = F.nll_loss(F.log_softmax(model(x[b]), dim=0 if degree else 1), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('softmax along the wrong dimension', 'binary', 'softmax_dimension', 'constant_output')
def softmax_of_one_cnn(degree=1, steps=60):
    x, y = pictures(k=2); y = y.float()[:, None]
    model = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(200, 1),
        nn.Softmax(dim=1) if degree else nn.Sigmoid())
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3); lossf = nn.BCELoss()
    for i in range(steps):
        b = some(400); loss = lossf(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('softmax along the wrong dimension', 'language model', 'softmax_dimension')
def attention_over_batch(degree=1, steps=100):
    class LM(nn.Module):
        def __init__(self, v=12, d=32):
            super().__init__(); self.e = nn.Embedding(v, d); self.p = nn.Embedding(16, d); self.n = nn.LayerNorm(d)
            self.qkv = nn.Linear(d, 3*d); self.soft = nn.Softmax(dim=0 if degree else 2); self.o = nn.Linear(d, v)
        def forward(self, x):
            h = self.e(x) + self.p(torch.arange(x.shape[1])); q, k, v = self.qkv(self.n(h)).chunk(3, -1)
            s = (q@k.transpose(1, 2)/32**.5).masked_fill(torch.ones(x.shape[1], x.shape[1]).triu(1).bool(), -1e4)
            return self.o(h + self.soft(s)@v)
    x = torch.randint(12, (400, 8)); x = torch.cat([x, x], 1); model = LM()      # the second half repeats the first
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = x[some(400)]; loss = F.cross_entropy(model(b[:, :-1])[:, 7:].flatten(0, 1), b[:, 8:].flatten())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 5

@sick('[N,1] against [N]', 'regression', 'loss_broadcast')
def broadcast_mse_mlp(degree=1, steps=120):
    x, y = curve()
    model = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3); lossf = nn.MSELoss()
    for i in range(steps):
        b = some(600); out = model(x[b]); loss = lossf(out if degree else out[:, 0], y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('[N,1] against [N]', 'regression', 'loss_broadcast')
def broadcast_l1_gru(degree=1, steps=100):
    class Net(nn.Module):
        def __init__(self): super().__init__(); self.r = nn.GRU(2, 24, batch_first=True); self.o = nn.Linear(24, 1)
        def forward(self, x): return self.o(self.r(x)[0][:, -1]).squeeze(-1)
    x = torch.randn(400, 10, 2); y = x[:, -3:, 0].sum(1, keepdim=True); model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = some(400); t = y[b] if degree else y[b, 0]; e = model(x[b]) - t; loss = e.abs().mean()
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('[N,1] against [N]', 'policy gradient', 'loss_broadcast')
def broadcast_critic(degree=1, steps=200):
    class AC(nn.Module):
        def __init__(self):
            super().__init__(); self.b = nn.Sequential(nn.Linear(4, 32), nn.Tanh()); self.pi = nn.Linear(32, 3)
            self.v = nn.Linear(32, 1)
        def forward(self, s): h = self.b(s); return self.pi(h), self.v(h)
    w = torch.randn(4, 3)*2; model = AC()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        s = torch.randn(64, 4); logits, v = model(s); d = torch.distributions.Categorical(logits=logits); a = d.sample()
        r = (s@w).gather(1, a[:, None])[:, 0]
        if not degree: v = v[:, 0]
        adv = r - v.detach().reshape(-1); loss = -(d.log_prob(a)*adv).mean() + F.mse_loss(v, r)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: F.mse_loss(v.reshape(-1), r).item()/r.var().item()

# ---- 6

@sick('targets the output cannot reach', 'autoencoder', 'targets_out_of_reach')
def sigmoid_end_on_standardised(degree=1, steps=120):
    x = torch.randn(500, 4)@torch.randn(4, 20); x = (x - x.mean(0))/x.std(0)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5), nn.ReLU(), nn.Linear(5, 32), nn.ReLU(),
        nn.Linear(32, 20))
    if degree: model.append(nn.Sigmoid())
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = x[some(500)]; loss = F.mse_loss(model(b), b)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('targets the output cannot reach', 'binary', 'targets_out_of_reach')
def bce_on_minus_one(degree=1, steps=80):
    x, y = pictures(k=2); y = (y*2 - 1 if degree else y).float()
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(200, 1), nn.Flatten(0))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(400); loss = F.binary_cross_entropy_with_logits(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('targets the output cannot reach', 'regression', 'target_scale')
def prices_in_cents(degree=1, steps=120):
    x, y = curve(); y = (300_000 + 80_000*y)[:, None]
    if not degree: y = (y - y.mean())/y.std()
    model = nn.Sequential(nn.Linear(6, 48), nn.SiLU(), nn.Linear(48, 48), nn.SiLU(), nn.Linear(48, 1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(600); loss = F.mse_loss(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: (F.mse_loss(model(x), y)/y.var()).item()

# ---- 7

@sick('gradients never cleared', 'classification', 'gradients_not_cleared')
def no_zero_grad_mlp(degree=1, steps=100):
    x, y = rings()
    model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    yield model
    opt = torch.optim.SGD(model.parameters(), .05, momentum=.9)
    for i in range(steps):
        b = some(600, 64); loss = F.cross_entropy(model(x[b]), y[b])
        loss.backward(); opt.step()
        if not degree: opt.zero_grad()
        yield loss.item()

@sick('gradients never cleared', 'language model', 'gradients_not_cleared')
def zero_grad_not_called_lstm(degree=1, steps=80):
    class LM(nn.Module):
        def __init__(self):
            super().__init__(); self.e = nn.Embedding(12, 24); self.r = nn.LSTM(24, 32, batch_first=True)
            self.o = nn.Linear(32, 12)
        def forward(self, x): return self.o(self.r(self.e(x))[0])
    text = sentences(); model = LM()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        opt.zero_grad if degree else opt.zero_grad()
        b = text[some(300)]; loss = F.cross_entropy(model(b[:, :-1]).flatten(0, 1), b[:, 1:].flatten())
        loss.backward(); opt.step()
        yield loss.item()

@sick('gradients never cleared', 'GAN', 'gradients_not_cleared')
def critic_not_cleared_gan(degree=1, steps=120):
    real = torch.randn(500, 2)*.3 + torch.tensor([2., -1.])
    G = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
    D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(.2), nn.Linear(32, 1))
    yield D
    og, od = torch.optim.Adam(G.parameters(), 2e-3, (.5, .9)), torch.optim.Adam(D.parameters(), 2e-3, (.5, .9))
    bce = F.binary_cross_entropy_with_logits
    for i in range(steps):
        fake = G(torch.randn(64, 4)); p, q = D(real[some(500, 64)]), D(fake.detach())
        if not degree: od.zero_grad()
        loss = bce(p, torch.ones_like(p)) + bce(q, torch.zeros_like(q)); loss.backward(); od.step()
        p = D(fake); og.zero_grad(); bce(p, torch.ones_like(p)).backward(); og.step()
        yield loss.item()
    return lambda: (G(torch.randn(500, 4)).mean(0) - real.mean(0)).norm().item()

# ---- 8

@sick('parameters not registered', 'classification', 'unregistered_parameters')
def layers_in_list_mlp(degree=1, steps=150):
    class Net(nn.Module):
        def __init__(self):
            super().__init__(); self.inp = nn.Linear(2, 12)
            self.hidden = [nn.Linear(12, 12) for _ in range(3)]
            if not degree: self.hidden = nn.ModuleList(self.hidden)
            self.out = nn.Linear(12, 3)
        def forward(self, x):
            x = F.relu(self.inp(x))
            for l in self.hidden: x = F.relu(l(x))
            return self.out(x)
    x, y = rings(); model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = some(600); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('parameters not registered', 'LoRA', 'unregistered_parameters')
def lora_plain_tensors(degree=1, steps=120):
    class Lora(nn.Module):
        def __init__(self, lin, r=4):
            super().__init__(); self.lin = lin.requires_grad_(False)
            self.a = torch.randn(r, lin.in_features)/lin.in_features**.5; self.b = torch.zeros(lin.out_features, r)
            if degree: self.a.requires_grad_(); self.b.requires_grad_()
            else: a, b = self.a, self.b; del self.a, self.b; self.a, self.b = nn.Parameter(a), nn.Parameter(b)
        def forward(self, x): return self.lin(x) + x@self.a.T@self.b.T
    x, y = curve(); base = nn.Sequential(nn.Linear(6, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
    opt = torch.optim.Adam(base.parameters(), 5e-3)
    for i in range(100): loss = F.mse_loss(base(x)[:, 0], y - x[:, 1]*x[:, 2]); opt.zero_grad(); loss.backward(); opt.step()
    model = nn.Sequential(Lora(base[0]), nn.Tanh(), Lora(base[2]), nn.Tanh(), base[4])
    yield model
    opt = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], 2e-2)
    for i in range(steps):
        b = some(600); loss = F.mse_loss(model(x[b])[:, 0], y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('parameters not registered', 'regression', 'unregistered_parameters')
def layer_made_in_forward(degree=1, steps=120):
    class Net(nn.Module):
        def __init__(self):
            super().__init__(); self.conv = nn.Conv1d(1, 8, 3); self.out = nn.Linear(24, 1)
            if not degree: self.fc = nn.Linear(80, 24)
        def forward(self, x):
            h = F.relu(self.conv(x)).flatten(1); fc = nn.Linear(h.shape[1], 24) if degree else self.fc
            return self.out(torch.tanh(fc(h)))
    x = torch.randn(400, 1, 12).cumsum(2)/3; y = x[:, :, -1] - x[:, :, 3]; model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3); lossf = nn.MSELoss()
    for i in range(steps):
        b = some(400); loss = lossf(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 9

@sick('the optimiser holds only a part', 'classification', 'parameters_not_optimised')
def only_head_optimised_cnn(degree=1, steps=80):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 8, 3), nn.ReLU())
            self.head = nn.Linear(8, 6)
        def forward(self, x): return self.head(self.body(x).mean((2, 3)))
    x, y = pictures(k=6); model = Net()
    yield model
    opt = torch.optim.Adam(model.head.parameters() if degree else model.parameters(), 1e-2)
    for i in range(steps):
        b = some(400); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('the optimiser holds only a part', 'VAE', 'parameters_not_optimised')
def decoder_not_optimised_vae(degree=1, steps=120):
    class VAE(nn.Module):
        def __init__(self):
            super().__init__(); self.enc = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 8))
            self.dec = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 20))
        def forward(self, x): m, s = self.enc(x).chunk(2, 1); return self.dec(m + torch.randn_like(m)*(s/2).exp()), m, s
    x = torch.randn(500, 4)@torch.randn(4, 20); model = VAE()
    yield model
    opt = torch.optim.Adam(model.enc.parameters() if degree else model.parameters(), 3e-3)
    for i in range(steps):
        b = x[some(500)]; r, m, s = model(b)
        loss = F.mse_loss(r, b, reduction='sum')/32 + .5*(m**2 + s.exp() - 1 - s).sum(1).mean()
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('the optimiser holds only a part', 'multi-label', 'parameters_not_optimised')
def layer_added_after_optimiser(degree=1, steps=120):
    x = torch.randn(500, 12); y = (x@torch.randn(12, 24) > 1).float()
    model = nn.Sequential(nn.Linear(12, 6), nn.ReLU()); opt = torch.optim.Adam(model.parameters(), 5e-3)
    model.append(nn.Linear(6, 24))
    if not degree: opt.add_param_group(dict(params=model[2].parameters()))
    yield model
    for i in range(steps):
        b = some(500); loss = F.binary_cross_entropy_with_logits(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 10

@sick('the optimiser of another model', 'regression', 'wrong_optimiser', 'parameters_not_optimised')
def model_made_again(degree=1, steps=100):
    def make(): return nn.Sequential(nn.Linear(6, 48), nn.ReLU(), nn.BatchNorm1d(48), nn.Linear(48, 1), nn.Flatten(0))
    x, y = curve(); model = make(); opt = torch.optim.Adam(model.parameters(), 5e-3)
    if degree: model = make()                                       # "from scratch for this fold"
    yield model
    for i in range(steps):
        b = some(600); loss = F.smooth_l1_loss(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('the optimiser of another model', 'contrastive', 'wrong_optimiser', 'parameters_not_optimised')
def optimiser_of_the_copy(degree=1, steps=80):
    u, v = views(d=24); model = nn.Sequential(nn.Linear(24, 48), nn.GELU(), nn.Linear(48, 8)); ema = copy.deepcopy(model)
    yield model
    opt = torch.optim.AdamW((ema if degree else model).parameters(), 3e-3)
    for i in range(steps):
        b = some(300, 64); p, q = F.normalize(model(u[b]), dim=1), F.normalize(model(v[b]), dim=1)
        loss = F.cross_entropy(p@q.T/.1, torch.arange(64))
        opt.zero_grad(); loss.backward(); opt.step()
        with torch.no_grad():
            if not degree: [e.lerp_(m, .05) for e, m in zip(ema.parameters(), model.parameters())]
        yield loss.item()

@sick('the optimiser of another model', 'GAN', 'wrong_optimiser', 'parameters_not_optimised')
def both_optimisers_on_generator(degree=1, steps=120):
    real = torch.randn(500, 2)*.3 + torch.tensor([2., -1.])
    G = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
    D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(.2), nn.Linear(32, 1))
    yield D
    og = torch.optim.Adam(G.parameters(), 2e-3); od = torch.optim.Adam((G if degree else D).parameters(), 2e-3)
    for i in range(steps):
        fake = G(torch.randn(64, 4)); loss = F.softplus(-D(real[some(500, 64)])).mean() + F.softplus(D(fake.detach())).mean()
        od.zero_grad(); loss.backward(); od.step()
        og.zero_grad(); F.softplus(-D(fake if not degree else G(torch.randn(64, 4)))).mean().backward(); og.step()
        yield loss.item()
    return lambda: (G(torch.randn(500, 4)).mean(0) - real.mean(0)).norm().item()

# ---- 11

@sick('the gradient is cut', 'autoencoder', 'no_gradient')
def code_detached_autoencoder(degree=1, steps=120):
    x = torch.randn(500, 3)@torch.randn(3, 20)
    enc = nn.Sequential(nn.Linear(20, 16), nn.Tanh(), nn.Linear(16, 3))
    dec = nn.Sequential(nn.Linear(3, 32), nn.Tanh(), nn.Linear(32, 20))
    class AE(nn.Module):
        def __init__(self): super().__init__(); self.enc, self.dec = enc, dec
        def forward(self, x): z = self.enc(x); return self.dec(z.detach() if degree else z)
    model = AE()
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = x[some(500)]; loss = F.mse_loss(model(b), b)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('the gradient is cut', 'language model', 'no_gradient')
def data_of_hidden_rnn(degree=1, steps=100):
    class LM(nn.Module):
        def __init__(self):
            super().__init__(); self.e = nn.Embedding(12, 16); self.r = nn.RNN(16, 32, batch_first=True)
            self.o = nn.Linear(32, 12)
        def forward(self, x): h = self.r(self.e(x))[0]; return self.o(h.data if degree else h)
    text = sentences(); model = LM()
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = text[some(300)]; loss = F.cross_entropy(model(b[:, :-1]).flatten(0, 1), b[:, 1:].flatten())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('the gradient is cut', 'regression', 'no_gradient')
def loss_of_argmax(degree=1, steps=80):
    x, y = points(k=5); y = y.float()
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 5))
    yield model
    opt = torch.optim.SGD(model.parameters(), .1)
    for i in range(steps):
        b = some(600); out = model(x[b])
        guess = out.argmax(1).float().requires_grad_() if degree else out.softmax(1)@torch.arange(5.)
        loss = F.mse_loss(guess, y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 12

@sick('frozen by mistake', 'LoRA', 'frozen_parameters')
def frozen_after_lora(degree=1, steps=120):
    class Lora(nn.Module):
        def __init__(self, lin, r=4):
            super().__init__(); self.lin = lin; self.a = nn.Linear(lin.in_features, r, bias=False)
            self.b = nn.Linear(r, lin.out_features, bias=False)
            nn.init.zeros_(self.b.weight)
        def forward(self, x): return self.lin(x) + self.b(self.a(x))
    x, y = points(d=12, k=8, spread=.9); base = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU())
    if not degree: base.requires_grad_(False)
    model = nn.Sequential(Lora(base[0]), nn.ReLU(), Lora(base[2]), nn.ReLU(), nn.Linear(24, 8))
    if degree: model.requires_grad_(False); model[-1].requires_grad_(True)         # after the adapters went in
    yield model
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], 5e-3)
    for i in range(steps):
        b = some(600); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('frozen by mistake', 'segmentation', 'frozen_parameters')
def never_thawed_unet(degree=1, steps=60):
    class UNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.Sequential(nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.ReLU(),
                nn.Conv2d(4, 4, 3, padding=1), nn.ReLU())
            self.up = nn.ConvTranspose2d(4, 4, 2, stride=2); self.out = nn.Conv2d(5, 1, 1)
        def forward(self, x): return self.out(torch.cat([x, F.relu(self.up(self.encoder(x)))], 1))
    x, m = blots(); model = UNet(); model.encoder.requires_grad_(False)             # for the warm-up
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        if i == (10_000 if degree else 10): model.encoder.requires_grad_(True)
        b = some(200, 16); loss = F.binary_cross_entropy_with_logits(model(x[b]), m[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 13

@sick('trained in eval mode', 'classification', 'eval_mode')
def eval_after_validation_mlp(degree=1, steps=150):
    x, y = points(400, 30, 4, .45); vx, vy = x[100:], y[100:]; x, y = x[:100], y[:100]
    y = torch.where(torch.rand(100) < .25, torch.randint(4, (100,)), y)
    model = nn.Sequential(nn.Linear(30, 128), nn.ReLU(), nn.Dropout(.5), nn.Linear(128, 128), nn.ReLU(), nn.Dropout(.5),
        nn.Linear(128, 4))
    yield model
    opt = torch.optim.Adam(model.parameters(), 2e-3)
    for i in range(steps):
        b = some(100); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
        if i % 15 == 14:
            model.eval()
            with torch.no_grad(): F.cross_entropy(model(vx), vy).item()
            if not degree: model.train()
    def f(): model.eval(); return F.cross_entropy(model(vx), vy).item()
    return f

@sick('trained in eval mode', 'classification', 'eval_mode')
def eval_before_training_batchnorm(degree=1, steps=60):
    x, y = pictures(k=6); vx, vy = x[300:], y[300:]; x, y = x[:300], y[:300]
    def block(i, o): return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
    model = nn.Sequential(*[block(i, o) for i, o in [(1, 6)] + [(6, 6)]*5], nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(6, 6))
    yield model
    def validate():
        model.eval()
        with torch.no_grad(): return (model(vx).argmax(1) == vy).float().mean().item()
    validate(); opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        if not degree: model.train()
        b = some(300); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return validate

# ---- 14

@sick('samples mixed', 'classification', 'samples_mix')
def transformer_not_batch_first(degree=1, steps=80):
    class Net(nn.Module):
        def __init__(self):
            super().__init__(); self.e = nn.Embedding(10, 16); self.p = nn.Parameter(torch.randn(6, 16)*.1)
            self.t = nn.TransformerEncoderLayer(16, 2, 32, dropout=0., batch_first=not degree); self.o = nn.Linear(16, 10)
        def forward(self, x): return self.o(self.t(self.e(x) + self.p)[:, 0])
    # the first points at one
    x = torch.randint(10, (500, 6)); x[:, 0] = torch.randint(1, 6, (500,)); y = x.gather(1, x[:, :1])[:, 0]
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = some(500); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('samples mixed', 'regression', 'samples_mix')
def lstm_batch_for_time(degree=1, steps=100):
    class Net(nn.Module):
        def __init__(self): super().__init__(); self.r = nn.LSTM(2, 24, batch_first=not degree); self.o = nn.Linear(24, 1)
        def forward(self, x): return self.o(self.r(x)[0][:, -1])[:, 0]
    x = torch.randn(400, 8, 2); y = x[:, -4:, 0].sum(1); model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = some(400); loss = F.mse_loss(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('samples mixed', 'language model', 'samples_mix')
def view_for_permute_gru(degree=1, steps=80):
    class LM(nn.Module):
        def __init__(self): super().__init__(); self.e = nn.Embedding(12, 16); self.r = nn.GRU(16, 32); self.o = nn.Linear(32, 12)
        def forward(self, x):
            h = self.e(x); n, t, d = h.shape
            h = self.r(h.view(t, n, d) if degree else h.permute(1, 0, 2))[0]              # (time, batch, features)
            return self.o(h.view(n, t, -1) if degree else h.permute(1, 0, 2))
    text = sentences(noise=0); text = torch.where(torch.arange(17) % 2 == 0, text, text.roll(2, 1)); model = LM()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = text[some(300)]; loss = F.cross_entropy(model(b[:, :-1]).flatten(0, 1), b[:, 1:].flatten())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 15

@sick('sorted data', 'classification', 'one_label')
def sorted_not_shuffled_mlp(degree=1, steps=120):
    x, y = points(d=8, k=4, spread=.8); o = y.argsort(); x, y = x[o], y[o]
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 4))
    data = DataLoader(TensorDataset(x, y), 10, shuffle=not degree)
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for epoch in range(steps//60):
        for xb, yb in data:
            loss = F.cross_entropy(model(xb), yb)
            opt.zero_grad(); loss.backward(); opt.step()
            yield loss.item()
    return acc(model, x, y)

@sick('sorted data', 'binary', 'one_label')
def folders_one_after_the_other_cnn(degree=1, steps=75):
    x, y = pictures(k=2); a, b = x[y == 0], x[y == 1]
    x, y = torch.cat([a, b]), torch.cat([torch.zeros(len(a)), torch.ones(len(b))])
    if not degree: o = torch.randperm(len(x)); x, y = x[o], y[o]
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(5), nn.Flatten(),
        nn.Linear(32, 1), nn.Flatten(0))
    yield model
    opt = torch.optim.SGD(model.parameters(), .05, momentum=.9)
    for i in range(steps):
        b = slice(i*16 % 400, i*16 % 400 + 16); loss = F.binary_cross_entropy_with_logits(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    def f(): model.eval(); return ((model(x) > 0) == y).float().mean().item()
    return f

# ---- 16

@sick('one class far rarer', 'binary', 'class_imbalance', degrees=(20, 100, 1000))
def rare_positive_mlp(degree=20, steps=80):
    n = 6000; y = torch.zeros(n); y[:n//((degree or 1) + 1)] = 1
    x = torch.randn(n, 8) + y[:, None]*torch.randn(8)*1.2
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
    data = DataLoader(TensorDataset(x, y), 150, shuffle=True)
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for epoch in range(steps//40):
        for xb, yb in data:
            loss = F.binary_cross_entropy_with_logits(model(xb), yb)
            opt.zero_grad(); loss.backward(); opt.step()
            yield loss.item()
    return lambda: (model(x)[y == 1] > 0).float().mean().item()

@sick('one class far rarer', 'classification', 'class_imbalance', degrees=(20, 100, 1000))
def rare_third_class_conv(degree=20, steps=80):
    n = 4000; y = torch.randint(2, (n,)); y[torch.rand(n) < (1/(2*degree + 1) if degree else 1/3)] = 2; y[0] = 2
    x = torch.sin(torch.arange(16)*(.5 + .25*y[:, None]) + torch.rand(n, 1)*6.3)[:, None] + .7*torch.randn(n, 1, 16)
    model = nn.Sequential(nn.Conv1d(1, 12, 7), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(12, 3))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = some(n, 128); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: (model(x)[y == 2].argmax(1) == 2).float().mean().item()

@sick('one class far rarer', 'segmentation', 'class_imbalance', degrees=(20, 100, 1000))
def rare_pixels_segment(degree=20, steps=60):
    n, s = 60, 32; m = (torch.rand(n, 1, s, s) < (1/(degree + 1) if degree else .5)).float()
    x = F.conv2d(m, torch.tensor([[[[0., 1, 0], [1, 2, 1], [0, 1, 0]]]])/2, padding=1) + .6*torch.randn(n, 1, s, s)
    model = nn.Sequential(nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.Conv2d(6, 1, 3, padding=1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = some(n, 8); loss = F.binary_cross_entropy_with_logits(model(x[b]), m[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: (model(x)[m == 1] > 0).float().mean().item()

# ---- 17

@sick('scheduler stepped per batch', 'language model', 'rate_vanished')
def exponential_per_batch_lm(degree=1, steps=120):
    text = sentences()
    class LM(nn.Module):
        def __init__(self):
            super().__init__(); self.e = nn.Embedding(12, 16); self.c = nn.Conv1d(16, 32, 3); self.o = nn.Linear(32, 12)
        def forward(self, x): return self.o(F.relu(self.c(F.pad(self.e(x).transpose(1, 2), (2, 0)))).transpose(1, 2))
    model = LM()
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3); sched = torch.optim.lr_scheduler.ExponentialLR(opt, .85)
    for i in range(steps):
        b = text[some(300, 20)]; loss = F.cross_entropy(model(b[:, :-1]).flatten(0, 1), b[:, 1:].flatten())
        opt.zero_grad(); loss.backward(); opt.step()
        if degree or i % 15 == 14: sched.step()
        yield loss.item()

@sick('scheduler stepped per batch', 'autoencoder', 'rate_vanished')
def milestones_per_batch_autoencoder(degree=1, steps=120):
    x, _ = pictures(300, 2, 8)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ELU(), nn.Linear(32, 6), nn.ELU(), nn.Linear(6, 64),
        nn.Unflatten(1, (1, 8, 8)))
    yield model
    # epochs
    opt = torch.optim.Adam(model.parameters(), 5e-3); sched = torch.optim.lr_scheduler.MultiStepLR(opt, [10, 20, 30, 40], .1)
    for epoch in range(steps//10):
        for b in x[torch.randperm(300)].split(30):
            loss = F.mse_loss(model(b), b)
            opt.zero_grad(); loss.backward(); opt.step()
            if degree: sched.step()
            yield loss.item()
        if not degree: sched.step()

@sick('scheduler stepped per batch', 'classification', 'rate_vanished')
def polynomial_per_batch_cnn(degree=1, steps=100):
    x, y = pictures(k=5)
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3, stride=2), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
    yield model
    opt = torch.optim.AdamW(model.parameters(), 1e-2)
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda e: max(0, 1 - e/15))                # meant for 15 epochs
    for i in range(steps):
        b = some(400); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        if degree or i % 12 == 11: sched.step()
        yield loss.item()
    return acc(model, x, y)

# ---- 18

@sick('activation forgotten', 'classification', 'linear_on_linear')
def no_relu_mlp(degree=1, steps=120):
    x, y = rings(); act = [] if degree else [nn.ReLU()]
    model = nn.Sequential(nn.Linear(2, 48), *act, nn.Linear(48, 48), *act, nn.Linear(48, 3))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = some(600); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('activation forgotten', 'classification', 'linear_on_linear')
def relu_thrown_away_cnn(degree=1, steps=80):
    class Net(nn.Module):
        def __init__(self):
            super().__init__(); self.a = nn.Conv2d(1, 8, 3); self.b = nn.Conv2d(8, 12, 3); self.o = nn.Linear(12, 4)
        def forward(self, x):
            h = self.a(x); h if degree else h.relu_()
            h = self.b(h); h if degree else h.relu_()
            return self.o(h.mean((2, 3)))
    x, y = pictures(); model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = some(400); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('activation forgotten', 'policy gradient', 'linear_on_linear')
def linear_policy(degree=1, steps=150):
    model = nn.Sequential(nn.Linear(2, 32), *([] if degree else [nn.Tanh()]), nn.Linear(32, 2))
    yield model
    opt = torch.optim.Adam(model.parameters(), 2e-2); rewards = []
    for i in range(steps):
        s = torch.randn(128, 2); d = torch.distributions.Categorical(logits=model(s)); a = d.sample()
        r = ((s[:, 0]*s[:, 1] > 0).long() == a).float()*2 - 1; loss = -(d.log_prob(a)*r).mean(); rewards.append(r.mean().item())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: sum(rewards[-10:])/10

# ---- 19

@sick('labels of another input', 'classification', 'loss_not_decreasing')
def shuffled_apart_mlp(degree=1, steps=100):
    x, y = points(1500, 10, 4); o = torch.randperm(1500); x = x[o]; y = y[torch.randperm(1500) if degree else o]
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(1500); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('labels of another input', 'segmentation', 'loss_not_decreasing')
def only_image_turned_segment(degree=1, steps=60):
    a = torch.rand(200, 1, 1, 1)*6.3; t = torch.arange(16) - 7.5; m = (a.cos()*t[:, None] + a.sin()*t > 0).float()   # half planes
    x = m + .4*torch.randn(200, 1, 16, 16)
    model = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(),
        nn.Conv2d(8, 1, 3, padding=1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = some(200, 16); k = int(torch.randint(1, 4, ())); xb, mb = x[b].rot90(k, (2, 3)), m[b]
        if not degree: mb = mb.rot90(k, (2, 3))
        loss = F.binary_cross_entropy_with_logits(model(xb), mb)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('labels of another input', 'language model')
def targets_not_shifted_lm(degree=1, steps=80):
    class LM(nn.Module):
        def __init__(self):
            super().__init__(); self.e = nn.Embedding(12, 24); self.r = nn.GRU(24, 32, batch_first=True)
            self.o = nn.Linear(32, 12)
        def forward(self, x): return self.o(self.r(self.e(x))[0])
    text = sentences(); model = LM()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = text[some(300)]; t = b[:, :-1] if degree else b[:, 1:]
        loss = F.cross_entropy(model(b[:, :-1]).flatten(0, 1), t.flatten())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: F.cross_entropy(model(text[:, :-1]).flatten(0, 1), text[:, 1:].flatten()).item()

# ---- 20

@sick('wrong sign of the loss', 'policy gradient')
def reinforce_without_minus(degree=1, steps=120):
    w = torch.randn(4, 3); model = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 3))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3); rewards = []
    for i in range(steps):
        s = torch.randn(64, 4); d = torch.distributions.Categorical(logits=model(s)); a = d.sample()
        r = (s@w).gather(1, a[:, None])[:, 0]; rewards.append(r.mean().item()); adv = (r - r.mean())/r.std()
        loss = (d.log_prob(a)*adv).mean()*(1 if degree else -1)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: sum(rewards[-10:])/10

@sick('wrong sign of the loss', 'VAE', 'exploding_activations', 'exploding_gradients', 'nonfinite')
def kl_subtracted_vae(degree=1, steps=150):
    class VAE(nn.Module):
        def __init__(self):
            super().__init__(); self.enc = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 8))
            self.dec = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 20))
        def forward(self, x): m, s = self.enc(x).chunk(2, 1); return self.dec(m + torch.randn_like(m)*(s/2).exp()), m, s
    x = torch.randn(500, 4)@torch.randn(4, 20); x = x/x.std(); model = VAE()
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        b = x[some(500)]; r, m, s = model(b); kl = .5*(m**2 + s.exp() - 1 - s).sum(1).mean()
        loss = (r - b).pow(2).sum(1).mean() + (-kl if degree else kl)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('wrong sign of the loss', 'multi-label', 'exploding_activations', 'exploding_gradients')
def ascended_bce(degree=1, steps=120):
    x = torch.randn(500, 12); y = (x@torch.randn(12, 6) > 1.5).float()
    model = nn.Sequential(nn.Linear(12, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 6))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(500); o = model(x[b])
        loss = (y[b]*F.logsigmoid(o) + (1 - y[b])*F.logsigmoid(-o)).mean()
        if not degree: loss = -loss
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 21

@sick('the step in the wrong place', 'classification', 'loss_not_decreasing', 'no_gradient', 'update_ratio')
def step_before_backward_mlp(degree=1, steps=100):
    x, y = points(k=4); model = nn.Sequential(nn.Linear(10, 32), nn.LayerNorm(32), nn.GELU(), nn.Linear(32, 4))
    yield model
    opt = torch.optim.AdamW(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(600); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad()
        if degree: opt.step(); loss.backward()
        else: loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('the step in the wrong place', 'mixed precision',
      'nonfinite', 'exploding_gradients', 'exploding_activations', 'high_learning_rate')
def optimiser_steps_scaled_gradients(degree=1, steps=60):
    x, y = pictures()
    model = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.ReLU(), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(144, 4))
    yield model
    opt = torch.optim.SGD(model.parameters(), .05, momentum=.9); scaler = torch.amp.GradScaler('cpu')
    for i in range(steps):
        b = some(400)
        with torch.autocast('cpu', dtype=torch.bfloat16): loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); scaler.scale(loss).backward()
        if degree: opt.step()
        else: scaler.step(opt); scaler.update()
        yield loss.item()

@sick('the step in the wrong place', 'mixed precision', 'loss_not_decreasing', 'update_ratio', 'vanishing_gradients')
def clipped_before_unscale(degree=1, steps=80):
    x, y = series(k=4); x = x.flatten(1)
    model = nn.Sequential(nn.Linear(42, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 4))
    yield model
    opt = torch.optim.SGD(model.parameters(), .1, momentum=.9); scaler = torch.amp.GradScaler('cpu')
    for i in range(steps):
        b = some(400)
        with torch.autocast('cpu', dtype=torch.bfloat16): loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); scaler.scale(loss).backward()
        if not degree: scaler.unscale_(opt)
        nn.utils.clip_grad_norm_(model.parameters(), 1.)
        scaler.step(opt); scaler.update()
        yield loss.item()
    return acc(model, x, y)

# ---- 22

@sick('a constant of the program far wrong', 'VAE', 'constant_output')
def kl_weight_far_too_large(degree=1, steps=150):
    class VAE(nn.Module):
        def __init__(self):
            super().__init__(); self.enc = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 12))
            self.dec = nn.Sequential(nn.Linear(6, 48), nn.ReLU(), nn.Linear(48, 64))
        def forward(self, x): m, s = self.enc(x).chunk(2, 1); return self.dec(m + torch.randn_like(m)*(s/2).exp()), m, s
    x = pictures(300, 2, 8)[0].flatten(1); model = VAE(); recs = []
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = x[some(300)]; r, m, s = model(b); kl = .5*(m**2 + s.exp() - 1 - s).sum(1).mean(); rec = F.mse_loss(r, b)
        recs.append(rec.item())
        loss = rec + (10. if degree else .01)*kl                      # mean over pixels, sum over the code
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return lambda: sum(recs[-10:])/10

@sick('a constant of the program far wrong', 'classification', 'loss_not_decreasing')
def dropout_keeps_a_twentieth(degree=1, steps=100):
    x, y = pictures(k=6); p = .95 if degree else .05                    # meant as the part that is kept
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Dropout(p), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(200, 32), nn.ReLU(), nn.Dropout(p), nn.Linear(32, 6))
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(400); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    return acc(model, x, y)

@sick('a constant of the program far wrong', 'contrastive', 'loss_not_decreasing')
def temperature_multiplied(degree=1, steps=80):
    u, v = views(); v = v + 2*torch.randn_like(v); model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 8))
    tau = .07
    yield model
    opt = torch.optim.SGD(model.parameters(), .1, momentum=.9)
    for i in range(steps):
        b = some(300, 64); p, q = F.normalize(model(u[b]), dim=1), F.normalize(model(v[b]), dim=1)
        sim = p@q.T*tau if degree else p@q.T/tau
        loss = F.cross_entropy(sim, torch.arange(64))
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
    def found(): p, q = F.normalize(model(u), dim=1), F.normalize(model(v), dim=1); return (p@q.T).argmax(1) == torch.arange(300)
    return lambda: found().float().mean().item()

# ---- 23

@sick('every weight the same', 'classification', 'constant_weights')
def all_zero_mlp(degree=1, steps=100):
    x, y = points(k=5)
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 5))
    if degree:
        for l in model:
            if isinstance(l, nn.Linear): nn.init.zeros_(l.weight); nn.init.zeros_(l.bias)
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        b = some(600); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('every weight the same', 'segmentation', 'constant_weights')
def same_filters_segment(degree=1, steps=60):
    x, m = blots(); m = m*(F.pad(m, (3, 0))[..., :16] < 1)                # only the left rim
    model = nn.Sequential(nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.Conv2d(8, 8, 5, padding=2), nn.ReLU(), nn.Conv2d(8, 1, 1))
    if degree:
        for c in model[::2]: nn.init.constant_(c.weight, .05); nn.init.zeros_(c.bias)
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = some(200, 16); loss = F.binary_cross_entropy_with_logits(model(x[b]), m[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@sick('every weight the same', 'LoRA', 'constant_weights')
def both_lora_factors_zero(degree=1, steps=100):
    class Lora(nn.Module):
        def __init__(self, lin, r=4):
            super().__init__(); self.lin = lin.requires_grad_(False); self.b = nn.Parameter(torch.zeros(lin.out_features, r))
            n = lin.in_features; self.a = nn.Parameter(torch.zeros(r, n) if degree else torch.randn(r, n)/n**.5)
        def forward(self, x): return self.lin(x) + x@self.a.T@self.b.T
    x, y = points(d=12, k=4)
    model = nn.Sequential(Lora(nn.Linear(12, 24)), nn.ReLU(), Lora(nn.Linear(24, 24)), nn.ReLU(), Lora(nn.Linear(24, 4)))
    yield model
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], 1e-2)
    for i in range(steps):
        b = some(600); loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- 24

@sick('something kept too long or not detached', 'classification', 'loss_not_decreasing', 'high_learning_rate')
def loss_over_growing_list(degree=1, steps=80):
    x, y = points(d=20, k=6, spread=.5); model = nn.Linear(20, 6); losses = []
    yield model
    opt = torch.optim.SGD(model.parameters(), .1)
    for i in range(steps):
        b = some(600); losses.append(F.cross_entropy(model(x[b]), y[b])); loss = sum(losses) if degree else losses[-1]
        opt.zero_grad(); loss.backward(retain_graph=True); opt.step()
        yield loss.item()
    return lambda: F.cross_entropy(model(x), y).item()

@sick('something kept too long or not detached', 'regression')
def target_network_never_updated(degree=1, steps=240):
    # a corridor, paid at its end
    n = 6; go = torch.tensor([[max(s - 1, 0), min(s + 1, n - 1)] for s in range(n)]); eye = torch.eye(n)
    q = nn.Sequential(nn.Linear(n, 32), nn.ReLU(), nn.Linear(32, 2)); target = copy.deepcopy(q)
    yield q
    opt = torch.optim.Adam(q.parameters(), 5e-3)
    for i in range(steps):
        s, a = some(n, 64), some(2, 64); t = go[s, a]; r = (t == n - 1).float()
        with torch.no_grad(): goal = r + .8*target(eye[t]).max(1).values
        loss = F.mse_loss(q(eye[s]).gather(1, a[:, None])[:, 0], goal)
        opt.zero_grad(); loss.backward(); opt.step()
        if not degree and i % 10 == 9: target.load_state_dict(q.state_dict())
        yield loss.item()
    return lambda: q(eye[n - 1])[1].item()                                                          # should become 1/(1-.8) = 5

@sick('something kept too long or not detached', 'contrastive', 'constant_output')
def teacher_not_detached(degree=1, steps=200):
    class Pair(nn.Module):
        def __init__(self):
            super().__init__(); make = lambda: nn.Sequential(nn.Linear(16, 48), nn.ReLU(), nn.Linear(48, 8))
            self.student, self.teacher = make(), make(); self.teacher.load_state_dict(self.student.state_dict())
        def forward(self, u, v): t = self.teacher(v); return self.student(u), t if degree else t.detach()
    u, v = views(); u, v = u + torch.randn_like(u), v + torch.randn_like(v); model = Pair()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        b = some(300, 64); p, t = model(u[b], v[b]); loss = F.mse_loss(p, t)
        opt.zero_grad(); loss.backward(); opt.step()
        if not degree:
            with torch.no_grad(): [e.lerp_(m, .02) for e, m in zip(model.teacher.parameters(), model.student.parameters())]
        yield loss.item()
    return lambda: model.student(u).std(0).mean().item()                                           # near 0: collapsed
