"Healthy programs: networks, tasks and optimisers of every day. Each yields its model first, then the loss of each step."
import math, copy, torch, torch.nn as nn, torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_, parametrizations as P

programs = {}
def program(task):
    def enter(f): programs[f.__name__] = task,f; return f
    return enter

# ---- data

def blobs(n, k, d, spread=0.6):
    c = torch.randn(k, d)*2
    y = torch.randint(k, (n,))
    return c[y] + torch.randn(n, d)*spread, y

def spirals(n, k=3, noise=0.05):
    y = torch.randint(k, (n,))
    r = torch.rand(n)*0.9 + 0.1
    a = r*4 + y*2*math.pi/k
    return torch.stack([r*a.cos(), r*a.sin()], 1) + torch.randn(n, 2)*noise, y

def grid(s):
    return torch.meshgrid(torch.arange(s).float(), torch.arange(s).float(), indexing='ij')

def shapes(n, s=16, noise=0.1):
    "Grey images in 0..1 of a disc, a square, a cross or a ring; with the masks and the centres"
    yy,xx = grid(s)
    y = torch.randint(4, (n,))
    c = torch.rand(n, 2)*(s-10) + 5
    r = (torch.rand(n)*1.5 + 2.5)[:,None,None]
    dy,dx = yy - c[:,0,None,None], xx - c[:,1,None,None]
    d, m = (dy**2 + dx**2).sqrt(), torch.maximum(dy.abs(), dx.abs())
    all4 = torch.stack([d<=r, m<=r*0.9, (torch.minimum(dy.abs(), dx.abs())<0.8) & (m<=r+1), (d<=r+1) & (d>=r-0.7)], 1)
    mask = all4[torch.arange(n), y].float()
    x = (mask*(0.5 + 0.5*torch.rand(n,1,1)) + noise*torch.rand(n,s,s)).clamp(0,1)
    return x[:,None], y, mask[:,None], c/s

def batches(n, bs, steps, drop_last=True):
    "Shuffled index batches, epoch after epoch, `steps` in all"
    done = 0
    while True:
        p = torch.randperm(n)
        for i in range(0, n - (bs-1 if drop_last else 0), bs):
            if done==steps: return
            done += 1
            yield p[i:i+bs]

# ---- classification

@program('classification')
def mlp_default(steps=120):
    "as people leave it: default init, Adam 1e-3, the last batch of each epoch smaller (1000 = 15*64 + 40)"
    x,y = blobs(1000, 5, 10)
    model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 5))
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for b in batches(1000, 64, steps, drop_last=False):
        loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def mlp_deep_gelu_spirals(steps=200):
    "six hidden layers with LayerNorm, AdamW with OneCycle; the first layer has only two inputs"
    x,y = spirals(1024)
    layers, d = [], 2
    for _ in range(6): layers += [nn.Linear(d, 64), nn.LayerNorm(64), nn.GELU()]; d = 64
    model = nn.Sequential(*layers, nn.Linear(64, 3))
    yield model
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, 4e-3, total_steps=steps)
    for b in batches(1024, 128, steps):
        loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); clip_grad_norm_(model.parameters(), 1.0); opt.step(); sched.step()
        yield loss.item()

@program('classification')
def mlp_tanh_nesterov(steps=150):
    "tanh with Xavier init; Nesterov momentum, step decay; full validation with eval()/train() every 30 steps"
    x,y = blobs(1200, 8, 16, 2.0)
    x,xv,y,yv = x[:1000],x[1000:],y[:1000],y[1000:]
    model = nn.Sequential(nn.Linear(16, 50), nn.Tanh(), nn.Dropout(0.1), nn.Linear(50, 50), nn.Tanh(), nn.Linear(50, 8))
    for m in model:
        if isinstance(m, nn.Linear):
            nn.init.xavier_uniform_(m.weight, gain=5/3 if m.out_features==50 else 1.)
            nn.init.zeros_(m.bias)
    yield model
    opt = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9, nesterov=True, weight_decay=1e-4)
    sched = torch.optim.lr_scheduler.StepLR(opt, 60, 0.3)
    for i,b in enumerate(batches(1000, 50, steps)):
        loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        if i%30==29:
            model.eval()
            with torch.no_grad(): (model(xv).argmax(1)==yv).float().mean().item()
            model.train()
        yield loss.item()

@program('classification')
def mlp_selu_imbalanced(steps=150):
    "SELU with lecun-normal init; 85/10/5 per cent classes with a weighted loss; RMSprop"
    y = torch.multinomial(torch.tensor([.85,.10,.05]), 1500, replacement=True)
    x = (torch.randn(3, 12)*0.6)[y] + torch.randn(1500, 12)*0.8
    model = nn.Sequential(nn.Linear(12, 48), nn.SELU(), nn.Linear(48, 48), nn.SELU(),
                          nn.Linear(48, 48), nn.SELU(), nn.Linear(48, 3))
    for m in model:
        if isinstance(m, nn.Linear): nn.init.kaiming_normal_(m.weight, nonlinearity='linear'); nn.init.zeros_(m.bias)
    yield model
    w = torch.tensor([0.5, 1.5, 2.5])
    opt = torch.optim.RMSprop(model.parameters(), lr=5e-4)
    for b in batches(1500, 100, steps):
        loss = F.cross_entropy(model(x[b]), y[b], weight=w)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def cnn_plain_sgd(steps=150):
    "no BatchNorm, images in 0..1 not normalised, default init, SGD with momentum: nearly flat for the first 30 steps"
    x,y,_,_ = shapes(800)
    model = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
                          nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32*16, 64), nn.ReLU(), nn.Linear(64, 4))
    yield model
    opt = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    for b in batches(800, 40, steps):
        loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def cnn_bn_cosine(steps=90):
    "conv-BN-ReLU with global average pooling, bias left in the convs before BN; cosine; validation in eval mode"
    x,y,_,_ = shapes(700)
    xv,yv,x,y = x[600:],y[600:],x[:600],y[:600]
    def block(i, o): return [nn.Conv2d(i, o, 3, 2, 1), nn.BatchNorm2d(o), nn.ReLU(inplace=True)]
    model = nn.Sequential(nn.Conv2d(1, 16, 3, 1, 1), nn.BatchNorm2d(16), nn.ReLU(inplace=True), *block(16, 32), *block(32, 64),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(64, 4))
    yield model
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    for i,b in enumerate(batches(600, 64, steps, drop_last=False)):
        loss = F.cross_entropy(model(x[b]), y[b], label_smoothing=0.1)
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        if i%30==29:
            model.eval()
            with torch.no_grad(): F.cross_entropy(model(xv), yv).item()
            model.train()
        yield loss.item()

class Residual(nn.Module):
    def __init__(self, i, o, stride=1):
        super().__init__()
        self.c1,self.b1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.c2,self.b2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.skip = nn.Identity()
        if stride>1 or i!=o: self.skip = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))
        nn.init.zeros_(self.b2.weight)
    def forward(self, x):
        return F.relu(self.skip(x) + self.b2(self.c2(F.relu(self.b1(self.c1(x))))))

@program('classification')
def resnet_zero_init(steps=60):
    "the last BatchNorm of each residual branch starts at weight 0: the branch's convs get no gradient at the very first step"
    x,y,_,_ = shapes(640)
    model = nn.Sequential(nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), Residual(16, 16),
                          Residual(16, 32, 2), Residual(32, 32), Residual(32, 48, 2),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, 4))
    yield model
    decay = [p for p in model.parameters() if p.ndim>1]; rest = [p for p in model.parameters() if p.ndim<=1]
    opt = torch.optim.SGD([dict(params=decay, weight_decay=1e-3), dict(params=rest, weight_decay=0)], lr=0.08, momentum=0.9)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, 0.15, total_steps=steps, cycle_momentum=False)
    for b in batches(640, 32, steps):
        loss = F.cross_entropy(model((x[b]-0.2)/0.3), y[b])
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        yield loss.item()

class Separable(nn.Module):
    def __init__(self, i, o, stride=1):
        super().__init__()
        self.dw, self.gn1 = nn.Conv2d(i, i, 3, stride, 1, groups=i, bias=False), nn.GroupNorm(4, i)
        self.pw, self.gn2 = nn.Conv2d(i, o, 1, bias=False), nn.GroupNorm(4, o)
    def forward(self, x): return F.silu(self.gn2(self.pw(F.silu(self.gn1(self.dw(x))))))

@program('classification')
def separable_groupnorm_accum(steps=70):
    "depthwise separable, GroupNorm; each step accumulates 4 micro-batches of 8; linear warm-up"
    x,y,_,_ = shapes(640)
    model = nn.Sequential(nn.Conv2d(1, 16, 3, 1, 1), nn.SiLU(), Separable(16, 32, 2), Separable(32, 48, 2), Separable(48, 64),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 4))
    yield model
    opt = torch.optim.AdamW(model.parameters(), lr=6e-3, weight_decay=0.05)
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda i: min(1, (i+1)/10))
    for b in batches(640, 32, steps):
        opt.zero_grad(); total = 0
        for c in b.split(8):
            loss = F.cross_entropy(model(x[c]*2-1), y[c])/4
            loss.backward(); total += loss.item()
        clip_grad_norm_(model.parameters(), 2.0)
        opt.step(); sched.step()
        yield total

class Dense(nn.Module):
    def __init__(self, i, growth, n):
        super().__init__()
        self.layers = nn.ModuleList([nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, growth, 3, 1, 1, bias=False))
                                     for c in range(i, i+n*growth, growth)])
    def forward(self, x):
        for l in self.layers: x = torch.cat([x, l(x)], 1)
        return x

@program('classification')
def densenet_nadam(steps=60):
    "pre-activation blocks with concatenation; NAdam; bfloat16 autocast"
    x,y,_,_ = shapes(512)
    model = nn.Sequential(nn.Conv2d(1, 12, 3, 2, 1), Dense(12, 8, 3), nn.BatchNorm2d(36), nn.ReLU(), nn.Conv2d(36, 20, 1),
                          nn.AvgPool2d(2), Dense(20, 8, 3), nn.BatchNorm2d(44), nn.ReLU(),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(44, 4))
    yield model
    opt = torch.optim.NAdam(model.parameters(), lr=4e-3)
    for b in batches(512, 32, steps):
        with torch.autocast('cpu', dtype=torch.bfloat16): loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

class SEBlock(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c)
        self.down, self.up = nn.Linear(c, c//r), nn.Linear(c//r, c)
    def forward(self, x):
        z = F.relu(self.bn(self.conv(x)))
        return x + z*torch.sigmoid(self.up(F.relu(self.down(z.mean((2,3))))))[:,:,None,None]

@program('classification')
def squeeze_excite_mixup(steps=90):
    "mixup (alpha 0.4) with label smoothing: the training loss stays well above zero by design; weight averaging (EMA) beside"
    x,y,_,_ = shapes(640)
    model = nn.Sequential(nn.Conv2d(1, 24, 3, 2, 1), nn.BatchNorm2d(24), nn.ReLU(), SEBlock(24), nn.MaxPool2d(2), SEBlock(24),
                          nn.Conv2d(24, 48, 3, 1, 1), nn.BatchNorm2d(48), nn.ReLU(),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, 4))
    yield model
    ema = copy.deepcopy(model)
    opt = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.01)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    beta = torch.distributions.Beta(0.4, 0.4)
    for b in batches(640, 64, steps):
        lam, p = beta.sample(), torch.randperm(64)
        out = model(lam*x[b] + (1-lam)*x[b][p])
        loss = lam*F.cross_entropy(out, y[b], label_smoothing=0.05) + (1-lam)*F.cross_entropy(out, y[b][p], label_smoothing=0.05)
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        with torch.no_grad():
            for e,q in zip(ema.parameters(), model.parameters()): e.lerp_(q, 0.05)
        yield loss.item()

@program('multilabel')
def multilabel_adagrad(steps=150):
    "six binary tags, each a rule on the inputs, rates from 10 to 50 per cent; Adagrad; LeakyReLU; sigmoid inside the loss"
    x = torch.randn(1200, 20)
    z = x@torch.randn(20, 6)/20**0.5 + 0.5*x[:,:6]*x[:,6:12]
    y = (z > torch.tensor([0., 0.3, 0.6, 0.9, 1.2, 1.4])).float()
    model = nn.Sequential(nn.Linear(20, 96), nn.LeakyReLU(0.1), nn.Linear(96, 96), nn.LeakyReLU(0.1), nn.Linear(96, 6))
    yield model
    opt = torch.optim.Adagrad(model.parameters(), lr=0.02)
    for b in batches(1200, 80, steps):
        loss = F.binary_cross_entropy_with_logits(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def finetune_groups(steps=120):
    "body first trained a little on another labelling, then a new head; body at a tenth of the head's rate, two parameter groups"
    x,y = spirals(1000, 4)
    body = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
    old = nn.Sequential(body, nn.Linear(32, 2))
    opt = torch.optim.Adam(old.parameters(), lr=3e-3)
    for b in batches(1000, 100, 120):
        loss = F.cross_entropy(old(x[b]), y[b]%2); opt.zero_grad(); loss.backward(); opt.step()
    model = nn.Sequential(body, nn.Linear(32, 4))
    yield model
    opt = torch.optim.AdamW([dict(params=model[0].parameters(), lr=1e-3), dict(params=model[1].parameters(), lr=1e-2)])
    for b in batches(1000, 100, steps):
        loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def gru_order(steps=90):
    "a sequence with a rule: does the token 7 come before the token 3?; embedding, GRU, clipping"
    x = torch.randint(10, (800, 12)); p = torch.stack([torch.randperm(12)[:2] for _ in range(800)])
    x[(x==3)|(x==7)] = 0
    x.scatter_(1, p, torch.tensor([7,3]).expand(800, 2)); y = (p[:,0]<p[:,1]).long()
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.emb, self.rnn, self.head = nn.Embedding(10, 16), nn.GRU(16, 32, batch_first=True), nn.Linear(32, 2)
        def forward(self, x): return self.head(self.rnn(self.emb(x))[0][:,-1])
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    for b in batches(800, 64, steps):
        loss = F.cross_entropy(model(x[b]), y[b])
        opt.zero_grad(); loss.backward(); clip_grad_norm_(model.parameters(), 1.0); opt.step()
        yield loss.item()

@program('classification')
def weight_norm_rprop(steps=45):
    "weight-normalised MLP, full batch, Rprop (each weight its own step size)"
    x,y = spirals(600, 2)
    wn = P.weight_norm
    model = nn.Sequential(wn(nn.Linear(2, 40)), nn.Tanh(), wn(nn.Linear(40, 40)), nn.Tanh(), wn(nn.Linear(40, 2)))
    yield model
    opt = torch.optim.Rprop(model.parameters(), lr=5e-3)
    for i in range(steps):
        loss = F.cross_entropy(model(x), y)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def spectral_norm_hinge(steps=150):
    "a 1-Lipschitz critic on two kinds of points, hinge loss, spectral norm on each layer; SGD without momentum"
    x,y = blobs(800, 2, 8, 1.8); t = y.float()*2-1
    sn = P.spectral_norm
    model = nn.Sequential(sn(nn.Linear(8, 64)), nn.LeakyReLU(0.2), sn(nn.Linear(64, 64)), nn.LeakyReLU(0.2), sn(nn.Linear(64, 1)))
    yield model
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for b in batches(800, 32, steps):
        loss = F.relu(1 - t[b]*model(x[b])[:,0]).mean()
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

# ---- segmentation, images in and out

def cbr(i, o): return nn.Sequential(nn.Conv2d(i, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())

class UNet(nn.Module):
    def __init__(self, c=12):
        super().__init__()
        self.d1, self.d2, self.mid = cbr(1, c), cbr(c, 2*c), cbr(2*c, 4*c)
        self.u2, self.u1 = nn.ConvTranspose2d(4*c, 2*c, 2, 2), nn.ConvTranspose2d(2*c, c, 2, 2)
        self.c2, self.c1, self.out = cbr(4*c, 2*c), cbr(2*c, c), nn.Conv2d(c, 1, 1)
    def forward(self, x):
        a = self.d1(x); b = self.d2(F.max_pool2d(a, 2)); m = self.mid(F.max_pool2d(b, 2))
        b = self.c2(torch.cat([self.u2(m), b], 1))
        return self.out(self.c1(torch.cat([self.u1(b), a], 1)))

@program('segmentation')
def unet_segmentation(steps=50):
    "noisy discs and squares; BCE plus soft Dice; about one pixel in eight is foreground; final bias set to the prior"
    x,_,m,_ = shapes(320, noise=0.6)
    model = UNet()
    nn.init.constant_(model.out.bias, -2.0)
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    for b in batches(320, 16, steps):
        o = model(x[b]); p = o.sigmoid()
        dice = 1 - (2*(p*m[b]).sum() + 1)/(p.sum() + m[b].sum() + 1)
        loss = F.binary_cross_entropy_with_logits(o, m[b]) + dice
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('autoencoder')
def autoencoder_conv(steps=100):
    "bottleneck of 16 (Linear straight into Linear), images in 0..1 mostly dark; GradScaler('cpu') with bfloat16 autocast"
    x = shapes(512, noise=0.05)[0]
    model = nn.Sequential(nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.Flatten(),
                          nn.Linear(512, 16), nn.Linear(16, 512), nn.ReLU(), nn.Unflatten(1, (32,4,4)),
                          nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, 1, 4, 2, 1))
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    scaler = torch.amp.GradScaler('cpu', init_scale=1024.)
    for b in batches(512, 32, steps):
        with torch.autocast('cpu', dtype=torch.bfloat16): out = model(x[b])
        loss = F.mse_loss(out.float(), x[b])
        opt.zero_grad(); scaler.scale(loss).backward(); scaler.step(opt); scaler.update()
        yield loss.item()

@program('denoising')
def denoising_residual(steps=70):
    "predicts the noise and subtracts it; last conv starts at zero so that the net begins as the identity"
    x = shapes(400, noise=0.)[0]
    class Net(nn.Module):
        def __init__(self, c=16):
            super().__init__()
            self.net = nn.Sequential(nn.Conv2d(1, c, 3, 1, 1), nn.PReLU(), nn.Conv2d(c, c, 3, 1, 1), nn.PReLU(),
                                     nn.Conv2d(c, c, 3, 1, 1), nn.PReLU(), nn.Conv2d(c, 1, 3, 1, 1))
            nn.init.zeros_(self.net[-1].weight); nn.init.zeros_(self.net[-1].bias)
        def forward(self, x): return x - self.net(x)
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    for b in batches(400, 16, steps):
        loss = F.mse_loss(model(x[b] + 0.25*torch.randn_like(x[b])), x[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('vae')
def vae_kl_annealing(steps=180):
    "the weight of the KL term rises from 0 to 1 over 100 steps; summed pixel loss per image, hence losses near 100"
    x = shapes(640, noise=0.)[0].flatten(1)
    class VAE(nn.Module):
        def __init__(self, z=8):
            super().__init__()
            self.enc = nn.Sequential(nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 2*z))
            self.dec = nn.Sequential(nn.Linear(z, 128), nn.ReLU(), nn.Linear(128, 256))
        def forward(self, x):
            mu, lv = self.enc(x).chunk(2, 1)
            return self.dec(mu + (lv/2).exp()*torch.randn_like(mu)), mu, lv
    model = VAE()
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for i,b in enumerate(batches(640, 64, steps)):
        out, mu, lv = model(x[b])
        kl = -0.5*(1 + lv - mu**2 - lv.exp()).sum(1).mean()
        loss = F.binary_cross_entropy_with_logits(out, x[b], reduction='sum')/len(b) + min(1, i/100)*kl
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('diffusion')
def diffusion_noise(steps=250):
    "noise prediction on 2-d points of a ring with a sinusoidal time embedding: loss starts near 1 and levels off, noisy; EMA"
    a = torch.rand(2000)*2*math.pi
    x = torch.stack([a.cos(), a.sin()], 1)*1.5 + 0.05*torch.randn(2000, 2)
    abar = torch.cumprod(1 - torch.linspace(1e-3, 0.15, 50), 0)
    class Net(nn.Module):
        def __init__(self, h=96):
            super().__init__()
            self.tproj, self.inp = nn.Linear(16, h), nn.Linear(2, h)
            self.net = nn.Sequential(nn.SiLU(), nn.Linear(h, h), nn.SiLU(), nn.Linear(h, h), nn.SiLU(), nn.Linear(h, 2))
        def forward(self, x, t):
            f = t[:,None].float()*torch.exp(-torch.arange(8)*0.6)
            return self.net(self.inp(x) + self.tproj(torch.cat([f.sin(), f.cos()], 1)))
    model = Net()
    yield model
    ema = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.98))
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.99))
    for b in batches(2000, 250, steps):
        t, e = torch.randint(50, (len(b),)), torch.randn(len(b), 2)
        s = abar[t][:,None]
        loss = F.mse_loss(model(s.sqrt()*x[b] + (1-s).sqrt()*e, t), e)
        opt.zero_grad(); loss.backward(); opt.step(); ema.update_parameters(model)
        yield loss.item()

# ---- regression

@program('regression')
def regression_scales(steps=200):
    "three targets whose raw sizes are about 1, 30 and 1000, standardised before training; Huber loss; ELU"
    x = torch.rand(1000, 6)*2 - 1
    t = torch.stack([x[:,0]*x[:,1] + x[:,2].sin(), 30*(x[:,3]**2 - x[:,4]), 1000 + 400*x[:,5] - 300*x[:,0].abs()], 1)
    t = (t - t.mean(0))/t.std(0)
    model = nn.Sequential(nn.Linear(6, 64), nn.ELU(), nn.Linear(64, 64), nn.ELU(), nn.Linear(64, 3))
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    sched = torch.optim.lr_scheduler.MultiStepLR(opt, [120, 170], 0.2)
    for b in batches(1000, 64, steps, drop_last=False):
        loss = F.huber_loss(model(x[b]), t[b])
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        yield loss.item()

@program('regression')
def house_prices(steps=300):
    "raw targets near 200 (thousands), left unscaled, bias of the last layer set to the mean: losses in the hundreds at first"
    x = torch.randn(900, 8)
    t = 200 + 30*x[:,:1] + 20*x[:,1:2]*(x[:,2:3]>0) - 15*x[:,3:4].abs() + 3*torch.randn(900, 1)
    model = nn.Sequential(nn.Linear(8, 100), nn.ReLU(), nn.Linear(100, 50), nn.ReLU(), nn.Linear(50, 1))
    nn.init.constant_(model[-1].bias, t.mean().item())
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for b in batches(900, 60, steps):
        loss = F.mse_loss(model(x[b]), t[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('regression')
def lbfgs_curve(steps=25):
    "a sum of sines fitted in full batch; a step of LBFGS runs the model many times (closure, strong Wolfe line search)"
    x = torch.linspace(-1, 1, 200)[:,None]
    y = (3*x).sin() + 0.5*(7*x + 1).sin() + 0.02*torch.randn(200, 1)
    model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
    yield model
    opt = torch.optim.LBFGS(model.parameters(), lr=1, max_iter=8, line_search_fn='strong_wolfe')
    def closure():
        opt.zero_grad(); loss = F.mse_loss(model(x), y); loss.backward()
        return loss
    for i in range(steps): yield opt.step(closure).item()

class Sine(nn.Module):
    def __init__(self, i, o, w=30., first=False):
        super().__init__()
        self.w, self.lin = w, nn.Linear(i, o)
        bound = 1/i if first else math.sqrt(6/i)/w
        nn.init.uniform_(self.lin.weight, -bound, bound)
    def forward(self, x): return (self.w*self.lin(x)).sin()

@program('regression')
def siren_image(steps=100):
    "a SIREN (omega 30, its own init: tiny weights) fitting one smooth 24x24 image in full batch"
    yy,xx = grid(24); p = torch.stack([yy, xx], -1).reshape(-1, 2)/11.5 - 1
    t = ((4*p[:,:1] + 3*p[:,1:]).sin()*(2*p[:,1:]).cos() + ((p**2).sum(1, keepdim=True)<0.4).float() - 0.3)
    model = nn.Sequential(Sine(2, 64, first=True), Sine(64, 64), Sine(64, 64), nn.Linear(64, 1))
    nn.init.uniform_(model[-1].weight, -math.sqrt(6/64)/30, math.sqrt(6/64)/30)
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=5e-4)
    for i in range(steps):
        loss = F.mse_loss(model(p), t)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('regression')
def quantile_pinball(steps=200):
    "quantiles of a heteroscedastic curve: pinball loss cannot go to zero, its gradients are small, hence the high rate; Nesterov"
    x = torch.rand(1200, 1)*4 - 2
    y = (2*x).sin() + (0.1 + 0.15*(x+2)/2)*torch.randn(1200, 1)
    q = torch.tensor([0.1, 0.5, 0.9])
    model = nn.Sequential(nn.Linear(1, 64), nn.SiLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    yield model
    opt = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9, nesterov=True)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    for b in batches(1200, 100, steps):
        e = y[b] - model(x[b])
        loss = torch.maximum(q*e, (q-1)*e).mean()
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        yield loss.item()

@program('ordinal')
def ordinal_cumulative(steps=150):
    "five ordered grades by cumulative logits: one shared score and four free thresholds (a bare nn.Parameter)"
    x = torch.randn(1000, 10)
    s = x[:,0] + 0.7*x[:,1]*x[:,2] + 0.5*x[:,3] + 0.2*torch.randn(1000)
    y = torch.bucketize(s, torch.tensor([-1.2, -0.4, 0.4, 1.2]))
    t = (y[:,None] > torch.arange(4)).float()
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 32), nn.ReLU(),
                                     nn.Linear(32, 1, bias=False))
            self.cuts = nn.Parameter(torch.tensor([-1.5, -0.5, 0.5, 1.5]))
        def forward(self, x): return self.net(x) - self.cuts
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for b in batches(1000, 64, steps):
        loss = F.binary_cross_entropy_with_logits(model(x[b]), t[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('embedding')
def triplet_embedding(steps=120):
    "three forwards of the same net a step; the hinge makes more and more of the triplets give no gradient"
    x,y = blobs(900, 6, 12, 1.8)
    byclass = [(y==c).nonzero()[:,0] for c in range(6)]
    def pick(c): return torch.stack([byclass[k][torch.randint(len(byclass[k]), ())] for k in c.tolist()])
    model = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8))
    yield model
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for b in batches(900, 48, steps):
        pos, neg = pick(y[b]), pick((y[b] + torch.randint(1, 6, y[b].shape))%6)
        loss = F.triplet_margin_loss(*(F.normalize(model(x[i]), dim=1) for i in (b, pos, neg)), margin=0.5)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('keypoints')
def keypoints_two_heads(steps=120):
    "one body, two heads: centre of the shape (smooth L1, weighted 20) and its kind (cross-entropy)"
    x,y,_,c = shapes(640)
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Conv2d(1, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1),
                                      nn.BatchNorm2d(32), nn.ReLU(), nn.Flatten(), nn.Linear(512, 64), nn.ReLU())
            self.xy, self.kind = nn.Linear(64, 2), nn.Linear(64, 4)
        def forward(self, x): h = self.body(x); return self.xy(h).sigmoid(), self.kind(h)
    model = Net()
    yield model
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    for b in batches(640, 48, steps, drop_last=False):
        xy, kind = model(x[b])
        loss = 20*F.smooth_l1_loss(xy, c[b]) + F.cross_entropy(kind, y[b])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
