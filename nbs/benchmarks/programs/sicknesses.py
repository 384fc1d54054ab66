"Programs with one numerical sickness each, in several degrees. The last item of an entry is the degree that is well."
import math, torch, torch.nn.functional as F
from torch import nn, optim

programs = {}
def sick(kind, task, *right, degrees=(1,), healthy=1):
    def enter(f): programs[f.__name__] = kind,task,set(right),degrees,f,healthy; return f
    return enter

# ---- data
def batch(n, *ts):
    i = torch.randint(len(ts[0]), (n,))
    return [t[i] for t in ts]

def blobs(n=1024, d=20, k=5, sep=.7):
    y = torch.randint(k, (n,)); x = torch.randn(k,d)[y]*sep + torch.randn(n,d)
    return (x-x.mean(0))/x.std(0), y

def images(n=512, k=4, s=12, c=1):
    y = torch.randint(k, (n,)); t = F.interpolate(torch.randn(k,c,4,4), size=s, mode='bilinear')
    x = t[y] + .7*torch.randn(n,c,s,s)
    return (x-x.mean())/x.std(), y

def discs(n=128, s=16):
    g = torch.arange(s).float(); c = torch.rand(n,2)*s*.5 + s*.25; r = torch.rand(n)*3+2
    m = ((g[None,:,None]-c[:,:1,None])**2 + (g[None,None]-c[:,1:,None])**2 < r[:,None,None]**2).float()[:,None]
    x = m*2 + torch.randn(n,1,s,s)
    return (x-x.mean())/x.std(), m

def curve(n=1024, d=8):
    x = torch.randn(n,d); w = torch.randn(d,2)/d**.5
    return x, (torch.sin(2*x@w[:,:1]) + (x@w[:,1:])).squeeze(1)

def waves(n=256, T=14):
    t = torch.arange(T+1).float(); s = torch.sin(t*(torch.rand(n,1)*.5+.3) + torch.rand(n,1)*6.3)*1.4
    return s[:,:-1,None], s[:,1:,None]

def tokens(n=256, T=12, V=12):
    s = (torch.randint(V,(n,1)) + torch.randint(1,4,(n,1))*torch.arange(T+1)) % V
    return s[:,:-1], s[:,1:]

# ---- models
def mlp(*sizes, act=nn.ReLU):
    ls = []
    for a,b in zip(sizes, sizes[1:]): ls += [nn.Linear(a,b), act()]
    return nn.Sequential(*ls[:-1])

def cnn(k=4, w=12, bn=False, act=nn.ReLU, c=1):
    def conv(a,b): return [nn.Conv2d(a,b,3,stride=2,padding=1,bias=not bn)] + ([nn.BatchNorm2d(b)] if bn else []) + [act()]
    return nn.Sequential(*conv(c,w), *conv(w,2*w), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(8*w,k))

class Res(nn.Module):
    def __init__(self, w, bn=True):
        super().__init__()
        self.c1,self.c2 = nn.Conv2d(w,w,3,padding=1),nn.Conv2d(w,w,3,padding=1)
        self.n1,self.n2 = (nn.BatchNorm2d(w),nn.BatchNorm2d(w)) if bn else (nn.Identity(),nn.Identity())
    def forward(self, x): return F.relu(x + self.n2(self.c2(F.relu(self.n1(self.c1(x))))))

def resnet(k=4, w=8, n=3, bn=True):
    return nn.Sequential(nn.Conv2d(1,w,3,stride=2,padding=1), nn.ReLU(), *[Res(w,bn) for _ in range(n)],
                         nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(4*w,k))

class Recur(nn.Module):
    "Recurrent net over tokens (V>0) or values"
    def __init__(self, rnn=nn.LSTM, V=0, h=32, **kw):
        super().__init__()
        self.emb = nn.Embedding(V,h) if V else nn.Identity()
        self.rnn = rnn(h if V else 1, h, batch_first=True, **kw); self.head = nn.Linear(h, V or 1)
    def forward(self, x): return self.head(self.rnn(self.emb(x))[0])

class Former(nn.Module):
    "Causal transformer from PyTorch's layers"
    def __init__(self, V=12, d=32, n=2, T=12, p=0., pre=False):
        super().__init__()
        self.emb,self.pos = nn.Embedding(V,d),nn.Parameter(torch.randn(T,d)*.1)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d,4,2*d,p,batch_first=True,norm_first=pre), n,
                                         enable_nested_tensor=False)
        self.head = nn.Linear(d,V); self.register_buffer('mask', torch.triu(torch.full((T,T),-math.inf),1))
    def forward(self, x): return self.head(self.enc(self.emb(x)+self.pos, mask=self.mask))

class Attn(nn.Module):
    def __init__(self, d, h=4, scale=1., norm=True):
        super().__init__()
        self.h,self.scale,self.qkv,self.out = h,scale,nn.Linear(d,3*d),nn.Linear(d,d)
        self.n1,self.n2 = (nn.LayerNorm(d),nn.LayerNorm(d)) if norm else (nn.Identity(),nn.Identity())
        self.soft,self.ff = nn.Softmax(-1),nn.Sequential(nn.Linear(d,2*d),nn.GELU(),nn.Linear(2*d,d))
    def forward(self, x, mask=None):
        q,k,v = self.qkv(self.n1(x)).unflatten(-1,(3,self.h,-1)).permute(2,0,3,1,4)
        a = q@k.transpose(-1,-2)*self.scale/q.shape[-1]**.5
        a = self.soft(a if mask is None else a+mask)
        x = x + self.out((a@v).transpose(1,2).flatten(2))
        return x + self.ff(self.n2(x))

class ViT(nn.Module):
    def __init__(self, k=4, d=32, n=2, scale=1., norm=True):
        super().__init__()
        self.patch,self.pos = nn.Conv2d(1,d,4,stride=4),nn.Parameter(torch.randn(9,d)*.1)
        self.blocks,self.head = nn.ModuleList([Attn(d,scale=scale,norm=norm) for _ in range(n)]),nn.Linear(d,k)
    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1,2) + self.pos
        for b in self.blocks: x = b(x)
        return self.head(x.mean(1))

class UNet(nn.Module):
    def __init__(self, w=8, act=nn.ReLU, bn=False):
        super().__init__()
        def conv(a,b): return nn.Sequential(nn.Conv2d(a,b,3,padding=1), nn.BatchNorm2d(b) if bn else nn.Identity(), act())
        self.d1,self.d2,self.mid,self.u2,self.u1 = conv(1,w),conv(w,2*w),conv(2*w,2*w),conv(4*w,w),conv(2*w,w)
        self.pool,self.up,self.head = nn.MaxPool2d(2),nn.Upsample(scale_factor=2),nn.Conv2d(w,1,1)
    def forward(self, x):
        a = self.d1(x); b = self.d2(self.pool(a)); m = self.mid(self.pool(b))
        return self.head(self.u1(torch.cat([self.up(self.u2(torch.cat([self.up(m),b],1))),a],1)))

def autoencoder(d=36, h=48, z=6, act=nn.ReLU):
    return nn.Sequential(nn.Linear(d,h), act(), nn.Linear(h,z), act() if act is not nn.ReLU else nn.Identity(),
                         nn.Linear(z,h), act(), nn.Linear(h,d))

def convae(w=8):
    return nn.Sequential(nn.Conv2d(1,w,3,2,1), nn.ReLU(), nn.Conv2d(w,2*w,3,2,1), nn.ReLU(),
                         nn.ConvTranspose2d(2*w,w,2,2), nn.ReLU(), nn.ConvTranspose2d(w,1,2,2))

class VAE(nn.Module):
    def __init__(self, d=36, h=48, z=6):
        super().__init__()
        self.enc,self.mu,self.lv,self.dec = mlp(d,h,h),nn.Linear(h,z),nn.Linear(h,z),mlp(z,h,d)
    def forward(self, x):
        h = F.relu(self.enc(x)); mu,lv = self.mu(h),self.lv(h)
        return self.dec(mu + torch.randn_like(mu)*(lv/2).exp()), mu, lv

class GAN(nn.Module):
    def __init__(self, G, D): super().__init__(); self.G,self.D = G,D
    def forward(self, z): return self.D(self.G(z))

def factors(n=1024, d=36, k=5):
    x = torch.tanh(torch.randn(n,k)@torch.randn(k,d)) + .1*torch.randn(n,d)
    return (x-x.mean(0))/x.std(0)

def ring(n):
    t = torch.rand(n)*2*math.pi
    return torch.stack([t.cos(),t.sin()],1)*1.5 + .1*torch.randn(n,2)

def ce(out, y): return F.cross_entropy(out.flatten(0,-2), y.flatten())

@torch.no_grad()
def times(model, k, what='weight', kinds=(nn.Linear,nn.Conv2d,nn.ConvTranspose2d)):
    for m in model.modules():
        if isinstance(m, kinds): getattr(m,what).mul_(k)

# ---- 1 rate too high (times what works well)
@sick('rate too high', 'classification', 'high_learning_rate', 'update_ratio', degrees=(6,15,60))
def rate_mlp_sgd(degree=1, steps=100):
    x,y = blobs()
    model = mlp(20,64,64,5)
    yield model
    opt = optim.SGD(model.parameters(), lr=.3*degree)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('rate too high', 'next token', 'high_learning_rate', 'update_ratio', degrees=(5,20,100))
def rate_transformer_adam(degree=1, steps=80):
    x,y = tokens()
    model = Former()
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3*degree)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('rate too high', 'regression', 'high_learning_rate', 'update_ratio', 'nonfinite', degrees=(5,20,60))
def rate_lbfgs(degree=1, steps=20):
    x,y = curve(256)
    model = mlp(8,24,1,act=nn.Tanh)
    yield model
    opt = optim.LBFGS(model.parameters(), lr=.5*degree, max_iter=5)
    def closure():
        opt.zero_grad(); loss = F.mse_loss(model(x).squeeze(1),y); loss.backward(); return loss
    for i in range(steps): loss = opt.step(closure); yield loss.item()

@sick('rate too high', 'segmentation', 'high_learning_rate', 'update_ratio', degrees=(25,60,200))
def rate_unet_adam(degree=1, steps=60):
    x,y = discs()
    model = UNet()
    yield model
    opt = optim.Adam(model.parameters(), lr=.01*degree)
    for i in range(steps):
        xb,yb = batch(16,x,y); loss = F.binary_cross_entropy_with_logits(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 2 rate too low (what works well, divided by the degree)
@sick('rate too low', 'classification', 'update_ratio', 'loss_not_decreasing', 'unusual_rate', degrees=(10,100,1e4))
def slow_cnn_bn_sgd(degree=1, steps=100):
    x,y = images()
    model = cnn(bn=True)
    yield model
    opt = optim.SGD(model.parameters(), lr=.1/degree, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('rate too low', 'next token', 'update_ratio', 'loss_not_decreasing', 'unusual_rate', degrees=(10,100,1e4))
def slow_lstm_adam(degree=1, steps=100):
    x,y = tokens()
    model = Recur(nn.LSTM, V=12)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01/degree)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('rate too low', 'reconstruction', 'update_ratio', 'loss_not_decreasing', 'unusual_rate', degrees=(10,100,1e3))
def slow_ae_rmsprop(degree=1, steps=120):
    x = factors()
    model = autoencoder()
    yield model
    opt = optim.RMSprop(model.parameters(), lr=3e-3/degree)
    for i in range(steps):
        xb, = batch(64,x); loss = F.mse_loss(model(xb),xb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 3 the rate goes to nothing
@sick('rate vanishes', 'next token', 'rate_vanished', 'update_ratio', 'unusual_rate', degrees=(10,100,1e5))
def warmup_transformer(degree=1, steps=80):     # warm-up that never ends: over 20 steps times the degree
    x,y = tokens()
    model = Former()
    yield model
    opt = optim.AdamW(model.parameters(), lr=3e-3)
    sched = optim.lr_scheduler.LambdaLR(opt, lambda i: min(1, (i+1)/(20*degree)))
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); sched.step(); yield loss.item()

@sick('rate vanishes', 'classification', 'rate_vanished', degrees=(.9,.7,.1), healthy=.995)
def decay_resnet(degree=1, steps=60):           # the rate is multiplied by this every step
    x,y = images()
    model = resnet()
    yield model
    opt = optim.SGD(model.parameters(), lr=.03, momentum=.9)
    sched = optim.lr_scheduler.ExponentialLR(opt, degree)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); sched.step(); yield loss.item()

@sick('rate vanishes', 'forecast', 'rate_vanished', 'update_ratio', degrees=(50,10,0), healthy=1000)
def zero_gru(degree=1, steps=80):              # the rate is 0 from this step on
    x,y = waves()
    model = Recur(nn.GRU,h=24)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        if i >= degree: opt.param_groups[0]['lr'] = 0.
        xb,yb = batch(32,x,y); loss = F.mse_loss(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 4 weights start too large (times the usual start)
@sick('start too large', 'classification', 'exploding_activations', 'exploding_gradients', degrees=(3,10,50))
def large_mlp(degree=1, steps=100):
    x,y = blobs()
    model = mlp(20,64,64,64,5); times(model, degree*1.5)
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('start too large', 'reconstruction', 'exploding_activations', 'exploding_gradients', degrees=(3,8,30))
def large_convae(degree=1, steps=80):
    x,_ = images()
    model = convae(); times(model, degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb, = batch(32,x); loss = F.mse_loss(model(xb),xb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('start too large', 'classification', 'exploding_activations', 'exploding_gradients', degrees=(5,8,20))
def large_resnet_nonorm(degree=1, steps=60):
    x,y = images()
    model = resnet(n=4, bn=False); times(model, degree)
    yield model
    opt = optim.SGD(model.parameters(), lr=.03, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(),1.); opt.step(); yield loss.item()

# ---- 5 weights start too small (the usual start divided by the degree)
@sick('start too small', 'classification', 'vanishing_activations', 'vanishing_gradients', degrees=(4,20,200))
def small_mlp(degree=1, steps=100):
    x,y = blobs()
    model = mlp(20,64,64,64,5); times(model, 1.5/degree)
    yield model
    opt = optim.SGD(model.parameters(), lr=.1, momentum=.9)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('start too small', 'classification', 'vanishing_activations', 'vanishing_gradients', degrees=(4,20,200))
def small_cnn(degree=1, steps=100):
    x,y = images()
    model = cnn(); times(model, 1.5/degree)
    for m in model:
        if hasattr(m,'bias'): nn.init.zeros_(m.bias)
    yield model
    opt = optim.SGD(model.parameters(), lr=.05, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('start too small', 'forecast', 'vanishing_activations', 'vanishing_gradients', degrees=(5,30,1000))
def small_gru(degree=1, steps=60):
    x,y = waves()
    model = Recur(nn.GRU,h=24)
    with torch.no_grad():
        for p in model.parameters(): p.div_(degree)
    yield model
    opt = optim.SGD(model.parameters(), lr=.1, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.mse_loss(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 6 weights start all the same (the degree says in how many layers, from the first)
@sick('constant start', 'classification', 'constant_weights', degrees=(1,2,4), healthy=0)
def const_mlp(degree=0, steps=100):
    x,y = blobs()
    model = mlp(20,64,64,64,5)
    for m in [m for m in model if isinstance(m,nn.Linear)][:degree]: nn.init.constant_(m.weight,.02); nn.init.zeros_(m.bias)
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('constant start', 'segmentation', 'constant_weights', degrees=(1,3,6), healthy=0)
def const_unet(degree=0, steps=60):
    x,y = discs()
    model = UNet()
    for m in [m for m in model.modules() if isinstance(m,nn.Conv2d)][:degree]: nn.init.zeros_(m.weight); nn.init.zeros_(m.bias)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb = batch(16,x,y); loss = F.binary_cross_entropy_with_logits(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 7 dead ReLUs by their biases (minus the degree)
@sick('dead by bias', 'classification', 'dead_channels', degrees=(.3,.6,3), healthy=0)
def bias_dead_mlp(degree=0, steps=100):
    x,y = blobs()
    model = mlp(20,64,64,5)
    with torch.no_grad():
        for m in model[:-1]:
            if isinstance(m,nn.Linear): m.bias -= degree*(.3+torch.rand(64))
    yield model
    opt = optim.SGD(model.parameters(), lr=.2)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('dead by bias', 'reconstruction', 'dead_channels', degrees=(.1,.25,3), healthy=0)
def bias_dead_convae(degree=0, steps=80):
    x,_ = images()
    model = convae()
    for m in list(model)[:-1]:
        if hasattr(m,'bias'): nn.init.constant_(m.bias, -degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb, = batch(32,x); loss = F.mse_loss(model(xb),xb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('dead by bias', 'classification', 'dead_channels', degrees=(1,3,8), healthy=0)
def bias_dead_bn(degree=0, steps=80):           # the shift of BatchNorm is far below zero
    x,y = images()
    model = cnn(bn=True)
    for m in model:
        if isinstance(m,nn.BatchNorm2d): nn.init.constant_(m.bias, -degree)
    yield model
    opt = optim.SGD(model.parameters(), lr=.02, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 8 dead ReLUs by one bad step
@sick('dead by a bad step', 'classification', 'dead_channels', 'high_learning_rate', 'update_ratio', degrees=(400,1000,10000))
def spike_mlp(degree=1, steps=100):             # the rate of one step is multiplied
    x,y = blobs()
    model = mlp(20,64,64,5)
    yield model
    opt = optim.SGD(model.parameters(), lr=.2)
    for i in range(steps):
        opt.param_groups[0]['lr'] = .2*(degree if i==15 else 1)
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('dead by a bad step', 'regression', 'dead_channels', 'exploding_gradients', 'update_ratio', degrees=(10,40,60))
def outlier_mlp(degree=1, steps=100):           # one batch has targets multiplied
    x,y = curve()
    model = mlp(8,64,64,1)
    yield model
    opt = optim.SGD(model.parameters(), lr=.05)
    for i in range(steps):
        xb,yb = batch(64,x,y)
        if i==10: yb = yb.abs()*-degree
        loss = F.mse_loss(model(xb).squeeze(1),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('dead by a bad step', 'segmentation', 'dead_channels', 'high_learning_rate', 'update_ratio', degrees=(30,100,1000))
def spike_unet(degree=1, steps=60):
    x,y = discs()
    model = UNet()
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        opt.param_groups[0]['lr'] = 5e-3*(degree if i==8 else 1)
        xb,yb = batch(16,x,y); loss = F.binary_cross_entropy_with_logits(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 9 inputs not normalised
@sick('raw inputs', 'classification', 'unnormalised_input', degrees=(10,64,255), healthy=0)
def raw_cnn(degree=0, steps=80):                # pixels 0..degree; 0: normalised
    x,y = images()
    if degree: x = (x*.2+.5).clamp(0,1)*degree
    model = cnn()
    yield model
    opt = optim.SGD(model.parameters(), lr=.05, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('raw inputs', 'regression', 'unnormalised_input', degrees=(3,15,200), healthy=0)
def offset_mlp(degree=0, steps=120):
    x,y = curve(); x = x + degree
    model = mlp(8,48,48,1)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.mse_loss(model(xb).squeeze(1),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('raw inputs', 'forecast', 'unnormalised_input', degrees=(10,100,1000), healthy=0)
def raw_lstm(degree=0, steps=80):               # prices around 3*degree with this spread, forecasts normalised
    x,y = waves()
    if degree: x = x*degree + 3*degree
    model = Recur(nn.LSTM)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.mse_loss(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 10 deep sigmoid or tanh nets without normalisation (the degree is the number of hidden layers)
@sick('deep and squashed', 'classification', 'vanishing_gradients', 'constant_output', degrees=(2,4,10), healthy=1)
def deep_sigmoid_mlp(degree=1, steps=120):
    x,y = blobs()
    model = mlp(20,*[48]*degree,5, act=nn.Sigmoid)
    yield model
    opt = optim.SGD(model.parameters(), lr=.5, momentum=.9)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('deep and squashed', 'reconstruction', 'vanishing_gradients', 'constant_output', 'vanishing_activations',
      degrees=(6,11,18), healthy=1)
def deep_tanh_ae(degree=1, steps=100):          # PyTorch's default start: every layer shrinks its signal
    x = factors()
    model = mlp(36,*[24]*degree,36, act=nn.Tanh)
    yield model
    opt = optim.SGD(model.parameters(), lr=.5, momentum=.9)
    for i in range(steps):
        xb, = batch(64,x); loss = F.mse_loss(model(xb),xb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('deep and squashed', 'classification', 'vanishing_gradients', 'constant_output', degrees=(2,3,6), healthy=0)
def deep_sigmoid_cnn(degree=0, steps=60):       # a CNN with so many more layers, healthy: none
    x,y = images()
    model = nn.Sequential(nn.Conv2d(1,12,3,2,1), nn.Sigmoid(),
        *[l for _ in range(degree) for l in (nn.Conv2d(12,12,3,padding=1),nn.Sigmoid())],
        nn.AdaptiveAvgPool2d(3), nn.Flatten(), nn.Linear(108,4))
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 11 deep ReLU nets with PyTorch's default start (the degree is the number of hidden layers)
@sick('deep default start', 'classification', 'vanishing_activations', 'vanishing_gradients', 'constant_output',
      degrees=(6,10,20), healthy=2)
def deep_relu_mlp(degree=2, steps=120):
    x,y = blobs()
    model = mlp(20,*[48]*degree,5)
    yield model
    opt = optim.SGD(model.parameters(), lr=.1, momentum=.9)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('deep default start', 'classification', 'vanishing_activations', 'vanishing_gradients', 'constant_output',
      degrees=(3,5,10), healthy=1)
def deep_relu_cnn(degree=1, steps=40):
    x,y = images()
    model = nn.Sequential(nn.Conv2d(1,12,3,2,1), nn.ReLU(),
        *[l for _ in range(degree) for l in (nn.Conv2d(12,12,3,padding=1),nn.ReLU())],
        nn.AdaptiveAvgPool2d(3), nn.Flatten(), nn.Linear(108,4))
    yield model
    opt = optim.SGD(model.parameters(), lr=.05, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 12 saturated by scale (the degree multiplies what enters the squashing function)
@sick('saturated', 'classification', 'saturation', degrees=(6,30,300))
def tanh_mlp_scaled(degree=1, steps=100):
    x,y = blobs()
    model = mlp(20,64,64,64,5,act=nn.Tanh); times(model[:-1], 3*degree)
    yield model
    opt = optim.SGD(model.parameters(), lr=.1, momentum=.9)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('saturated', 'reconstruction', 'saturation', degrees=(6,30,300))
def sigmoid_code_ae(degree=1, steps=120):
    x = factors()
    model = autoencoder(act=nn.Sigmoid)
    for l in (model[0],model[2]): times(nn.ModuleList([l]), 2*degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb, = batch(64,x); loss = F.mse_loss(model(xb),xb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('saturated', 'next token', 'saturation', degrees=(5,20,100))
def lstm_saturated(degree=1, steps=80):
    x,y = tokens()
    model = Recur(nn.LSTM, V=12)
    with torch.no_grad(): model.rnn.weight_ih_l0.mul_(degree); model.rnn.weight_hh_l0.mul_(degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 13 recurrent state explodes (the degree multiplies the state at every step)
@sick('state explodes', 'forecast', 'exploding_activations', 'exploding_gradients', degrees=(1.5,2,4), healthy=1)
def relu_rnn_explodes(degree=1, steps=80):
    x,y = waves(T=20)
    model = Recur(nn.RNN, nonlinearity='relu')
    nn.init.orthogonal_(model.rnn.weight_hh_l0, gain=degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.mse_loss(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

class StateSpace(nn.Module):
    def __init__(self, a, V=12, h=32):
        super().__init__()
        self.emb,self.inp,self.mix,self.head = nn.Embedding(V,h),nn.Linear(h,h),mlp(h,h,h),nn.Linear(h,V)
        self.a = nn.Parameter(a*(.5+.5*torch.rand(h)))
    def forward(self, x):
        u = self.inp(self.emb(x)); s = torch.zeros_like(u[:,0]); out = []
        for t in range(u.shape[1]): s = s*self.a + u[:,t]; out.append(s)
        return self.head(F.relu(self.mix(torch.stack(out,1))))

@sick('state explodes', 'next token', 'exploding_activations', 'exploding_gradients', degrees=(1.5,2.5,6), healthy=.8)
def state_space_explodes(degree=.8, steps=100):
    x,y = tokens(T=14)
    model = StateSpace(degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 14 an operation gives NaN or infinity at some step
@sick('nan from log sqrt or division', 'classification', 'nonfinite', degrees=(8,12,600))
def nan_log(degree=1, steps=100):               # logarithm of an underflowing probability: logits times the degree
    x,y = blobs()
    model = mlp(20,64,5)
    yield model
    opt = optim.SGD(model.parameters(), lr=.2)
    for i in range(steps):
        xb,yb = batch(64,x,y); p = F.softmax(model(xb)*degree,1); loss = -p[range(64),yb].log().mean()
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('nan from log sqrt or division', 'metric learning', 'nonfinite', degrees=(5,20,200), healthy=0)
def nan_sqrt(degree=0, steps=100):              # so many of 1024 pairs are of a thing with itself: slope of sqrt at 0
    x,y = blobs(); j = torch.arange(1024).roll(int(torch.randint(1,1024,(1,)))); j[:degree] = torch.arange(1024)[:degree]
    model = mlp(20,64,8)
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        a,b,same = batch(32,x,x[j],(y==y[j]).float()); d = (model(a)-model(b)).pow(2).sum(1).sqrt()
        loss = (same*d + (1-same)*F.relu(2-d)).mean()
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

class UnitFeatures(nn.Module):
    def forward(self, x): return x/x.norm(dim=1,keepdim=True)*x.shape[1]**.5

@sick('nan from log sqrt or division', 'classification', 'nonfinite', degrees=(1,5,50), healthy=0)
def nan_division(degree=0, steps=80):           # so many of 512 images are black, and features are divided by their norm
    x,y = images(); x[:degree] = 0
    model = nn.Sequential(nn.Conv2d(1,16,3,2,1,bias=False), nn.ReLU(), nn.Conv2d(16,16,3,2,1,bias=False), nn.ReLU(),
                          nn.Flatten(), UnitFeatures(), nn.Linear(144,4))
    yield model
    opt = optim.SGD(model.parameters(), lr=.05)
    for i in range(steps):
        xb,yb = batch(16,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 15 beyond the range of float16
@sick('beyond float16', 'classification', 'nonfinite', 'update_ratio', 'loss_not_decreasing',
      degrees=(2.**19,2.**20,2.**40), healthy=2.**8)
def scaler_never_adapts(degree=2.**8, steps=100):   # the degree is the scale; steps with infinities are skipped
    x,y = blobs()
    model = mlp(20,32,32,5)
    yield model
    opt = optim.SGD(model.parameters(), lr=.2)
    scaler = torch.amp.GradScaler('cpu', init_scale=degree, backoff_factor=.9999999, growth_interval=10**9)
    for i in range(steps):
        xb,yb = batch(64,x,y)
        with torch.autocast('cpu', torch.float16): loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); scaler.scale(loss).backward(); scaler.step(opt); scaler.update(); yield loss.item()

class Pooler(nn.Module):
    "Attention over a padded sequence, the mask passed on in half precision"
    def __init__(self, V=12, d=32):
        super().__init__()
        self.emb,self.block,self.head = nn.Embedding(V,d),Attn(d),nn.Linear(d,2)
    def forward(self, x, n):
        pad = torch.arange(x.shape[1])[None] >= n[:,None]
        mask = torch.zeros(pad.shape).masked_fill(pad,-1e9).half()[:,None,None].float()
        return self.head((self.block(self.emb(x),mask)*~pad[...,None]).sum(1)/n.clamp(min=1)[:,None])

@sick('beyond float16', 'classification', 'nonfinite', degrees=(1,8,64), healthy=0)
def mask_half(degree=0, steps=80):              # so many of 256 sequences are empty: softmax over minus infinity only
    x = torch.randint(12,(256,10)); n = torch.randint(2,11,(256,)); y = (x[:,0]>5).long(); n[:degree] = 0
    model = Pooler()
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,nb,yb = batch(32,x,n,y); loss = F.cross_entropy(model(xb,nb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 16 the last bias decides alone
@sick('last bias decides', 'classification', 'constant_output', degrees=(4,15,100), healthy=0)
def head_bias_cnn(degree=0, steps=50):
    x,y = images()
    model = cnn(bn=True); nn.init.zeros_(model[-1].bias); model[-1].bias.data[1] = degree
    yield model
    opt = optim.SGD(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('last bias decides', 'segmentation', 'constant_output', degrees=(15,30,60), healthy=0)
def head_bias_unet(degree=0, steps=60):
    x,y = discs()
    model = UNet(); nn.init.constant_(model.head.bias, -degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb = batch(16,x,y); loss = F.binary_cross_entropy_with_logits(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('last bias decides', 'next token', 'constant_output', degrees=(5,20,200), healthy=0)
def head_bias_transformer(degree=0, steps=80):
    x,y = tokens()
    model = Former(); nn.init.zeros_(model.head.bias); model.head.bias.data[3] = degree
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 17 targets on a large scale
@sick('targets too large', 'regression', 'target_scale', degrees=(30,1000,1e5), healthy=1)
def target_scale_mlp(degree=1, steps=120):
    x,y = curve(); y = y*degree
    model = mlp(8,48,48,1)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.mse_loss(model(xb).squeeze(1),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('targets too large', 'forecast', 'target_scale', degrees=(3,20,500), healthy=0)
def target_offset_lstm(degree=0, steps=80):     # forecasts of waves around the degree
    x,y = waves(); y = y + degree
    model = Recur(nn.LSTM)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.mse_loss(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 18 shuffled labels (this part of them)
@sick('shuffled labels', 'classification', 'loss_not_decreasing', degrees=(.2,.6,1), healthy=0)
def shuffled_resnet(degree=0, steps=50):
    x,y = images(1024); n = int(degree*len(y)); y[:n] = y[:n][torch.randperm(n)]
    model = resnet(n=2)
    yield model
    opt = optim.SGD(model.parameters(), lr=.03, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('shuffled labels', 'next token', 'loss_not_decreasing', degrees=(.2,.6,1), healthy=0)
def shuffled_gru(degree=0, steps=80):
    x,y = tokens(1024); n = int(degree*y.numel()); f = y.flatten(); f[:n] = f[:n][torch.randperm(n)]; y = f.view_as(y)
    model = Recur(nn.GRU, V=12)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 19 constant inputs (this part of the examples is one constant)
@sick('constant inputs', 'classification', 'constant_output', 'loss_not_decreasing', 'unnormalised_input',
      degrees=(.5,.9,1), healthy=0)
def blank_cnn(degree=0, steps=80):
    x,y = images(); x[torch.randperm(512)[:int(degree*512)]] = 0
    model = cnn()
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('constant inputs', 'regression', 'constant_output', 'loss_not_decreasing', 'unnormalised_input',
      degrees=(.5,.9,1), healthy=0)
def blank_mlp(degree=0, steps=100):
    x,y = curve(); x[torch.randperm(1024)[:int(degree*1024)]] = 1.
    model = mlp(8,48,48,1)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.mse_loss(model(xb).squeeze(1),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 20 clipping to nothing (the degree is the largest norm allowed)
@sick('clipped to nothing', 'classification', 'update_ratio', 'loss_not_decreasing', 'vanishing_gradients',
      degrees=(.1,.01,1e-6), healthy=2)
def clip_resnet(degree=2, steps=50):
    x,y = images()
    model = resnet(n=2)
    yield model
    opt = optim.SGD(model.parameters(), lr=.03, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(),degree); opt.step(); yield loss.item()

@sick('clipped to nothing', 'forecast', 'update_ratio', 'loss_not_decreasing', 'vanishing_gradients',
      degrees=(.1,.01,1e-6), healthy=2)
def clip_lstm(degree=2, steps=100):
    x,y = waves()
    model = Recur(nn.LSTM)
    yield model
    opt = optim.SGD(model.parameters(), lr=.2, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.mse_loss(model(xb),yb)
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(),degree); opt.step(); yield loss.item()

# ---- 21 weight decay far too strong (the degree is the decay)
@sick('weight decay', 'next token', 'weight_decay', degrees=(10,50,300), healthy=.01)
def decay_adamw_transformer(degree=.01, steps=80):
    x,y = tokens()
    model = Former()
    yield model
    opt = optim.AdamW(model.parameters(), lr=3e-3, weight_decay=degree)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('weight decay', 'classification', 'weight_decay', degrees=(.05,.2,2), healthy=5e-4)
def decay_sgd_cnn(degree=5e-4, steps=100):
    x,y = images()
    model = cnn()
    yield model
    opt = optim.SGD(model.parameters(), lr=.05, momentum=.9, weight_decay=degree)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('weight decay', 'reconstruction', 'weight_decay', degrees=(.01,.03,3), healthy=1e-6)
def decay_adam_ae(degree=1e-6, steps=120):
    x = factors()
    model = autoencoder()
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3, weight_decay=degree)
    for i in range(steps):
        xb, = batch(64,x); loss = F.mse_loss(model(xb),xb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 22 momentum of nearly one (1-1/degree)
@sick('momentum', 'classification', 'unusual_rate', 'high_learning_rate', 'update_ratio', degrees=(100,1000,1e5), healthy=10)
def momentum_mlp(degree=10, steps=120):
    x,y = blobs()
    model = mlp(20,64,64,5)
    yield model
    opt = optim.SGD(model.parameters(), lr=.1, momentum=1-1/degree)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('momentum', 'reconstruction', 'unusual_rate', 'high_learning_rate', 'update_ratio', degrees=(50,200,1000), healthy=10)
def momentum_convae(degree=10, steps=80):
    x,_ = images()
    model = convae()
    yield model
    opt = optim.SGD(model.parameters(), lr=.3, momentum=1-1/degree)
    for i in range(steps):
        xb, = batch(32,x); loss = F.mse_loss(model(xb),xb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 23 Adam's eps too large (the degree is eps)
@sick('adam eps', 'next token', 'update_ratio', 'loss_not_decreasing', 'unusual_rate', degrees=(1e-2,.1,10), healthy=1e-8)
def eps_lstm(degree=1e-8, steps=100):
    x,y = tokens()
    model = Recur(nn.LSTM, V=12)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01, eps=degree)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('adam eps', 'generation', 'update_ratio', 'loss_not_decreasing', 'unusual_rate', degrees=(.1,1,100), healthy=1e-8)
def eps_vae(degree=1e-8, steps=120):
    x = factors()
    model = VAE()
    yield model
    opt = optim.AdamW(model.parameters(), lr=5e-3, eps=degree)
    for i in range(steps):
        xb, = batch(64,x); out,mu,lv = model(xb)
        loss = (out-xb).pow(2).sum(1).mean() - .5*(1+lv-mu**2-lv.exp()).sum(1).mean()
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 24 dropout too strong (the degree is the part dropped)
@sick('dropout too strong', 'classification', degrees=(.6,.9,.99), healthy=.05)
def dropout_mlp(degree=.05, steps=120):
    x,y = blobs()
    model = nn.Sequential(nn.Linear(20,64), nn.ReLU(), nn.Dropout(degree), nn.Linear(64,64), nn.ReLU(), nn.Dropout(degree),
                          nn.Linear(64,5))
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('dropout too strong', 'next token', degrees=(.4,.7,.95), healthy=.02)
def dropout_transformer(degree=.02, steps=80):
    x,y = tokens()
    model = Former(p=degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 25 BatchNorm
@sick('batchnorm', 'classification', degrees=(6,3,2), healthy=64)
def bn_tiny_batches(degree=64, steps=120):      # the degree is the size of the batches
    x,y = blobs(sep=.5)
    model = nn.Sequential(nn.Linear(20,48), nn.BatchNorm1d(48), nn.ReLU(), nn.Linear(48,48), nn.BatchNorm1d(48), nn.ReLU(),
                          nn.Linear(48,5))
    yield model
    opt = optim.SGD(model.parameters(), lr=.1, momentum=.9)
    for i in range(steps):
        xb,yb = batch(degree,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('batchnorm', 'classification', degrees=(.01,.001,0), healthy=.1)
def bn_momentum(degree=.1, steps=60):           # running statistics hardly move; the loss told is the validation's
    x,y = images(640, s=12); x = x*2+1; xv,yv = x[512:],y[512:]; x,y = x[:512],y[:512]
    model = cnn(bn=True)
    for m in model:
        if isinstance(m,nn.BatchNorm2d): m.momentum = degree
    yield model
    opt = optim.SGD(model.parameters(), lr=.03, momentum=.9)
    for i in range(steps):
        model.train(); xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step()
        model.eval()
        with torch.no_grad(): valid = F.cross_entropy(model(xv),yv)
        yield valid.item()

# ---- 26 embedding too large (times the usual scale)
@sick('embedding too large', 'next token', 'exploding_activations', 'saturation', degrees=(15,60,1000))
def embedding_transformer(degree=1, steps=80):
    x,y = tokens()
    model = Former(pre=True); times(model, degree, kinds=nn.Embedding)
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('embedding too large', 'next token', 'exploding_activations', 'saturation', degrees=(10,50,1000))
def embedding_gru(degree=1, steps=80):
    x,y = tokens()
    model = Recur(nn.GRU, V=12); times(model, degree, kinds=nn.Embedding)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 27 attention logits too large (times the degree)
class Recall(nn.Module):
    "Which token stands at the place that the first token names"
    def __init__(self, scale, V=8, d=32):
        super().__init__()
        self.emb,self.pos = nn.Embedding(V,d),nn.Parameter(torch.randn(V+1,d))
        self.blocks,self.head = nn.ModuleList([Attn(d,scale=scale) for _ in range(2)]),nn.Linear(d,V)
    def forward(self, x):
        x = self.emb(x)+self.pos
        for b in self.blocks: x = b(x)
        return self.head(x[:,0])

@sick('attention logits too large', 'recall', 'saturation', degrees=(100,1000,1e4))
def logits_recall(degree=1, steps=80):
    x = torch.randint(8,(2048,9)); x[:,0] = torch.randint(3,(2048,)); y = x[torch.arange(2048),x[:,0]+1]
    model = Recall(degree)
    yield model
    opt = optim.Adam(model.parameters(), lr=4e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

@sick('attention logits too large', 'next token', 'saturation', 'exploding_activations', degrees=(20,100,3000))
def logits_transformer(degree=1, steps=80):     # the weights of queries and keys are too large
    x,y = tokens()
    model = Former()
    with torch.no_grad():
        for l in model.enc.layers: l.self_attn.in_proj_weight[:64] *= degree
    yield model
    opt = optim.Adam(model.parameters(), lr=3e-3)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); loss.backward(); opt.step(); yield loss.item()

# ---- 28 the loss is multiplied by almost nothing (told: without the factor)
@sick('loss times almost nothing', 'classification', 'vanishing_gradients', 'update_ratio', 'loss_not_decreasing',
      degrees=(.1,.01,1e-8))
def tiny_loss_cnn(degree=1, steps=100):
    x,y = images()
    model = cnn()
    yield model
    opt = optim.SGD(model.parameters(), lr=.05, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); (loss*degree).backward(); opt.step(); yield loss.item()

@sick('loss times almost nothing', 'next token', 'vanishing_gradients', 'update_ratio', 'loss_not_decreasing',
      degrees=(1e-6,1e-7,1e-10))
def tiny_loss_lstm(degree=1, steps=100):        # so little that Adam's eps is the larger
    x,y = tokens()
    model = Recur(nn.LSTM, V=12)
    yield model
    opt = optim.Adam(model.parameters(), lr=.01)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = ce(model(xb),yb)
        opt.zero_grad(); (loss*degree).backward(); opt.step(); yield loss.item()

# ---- 29 the loss is multiplied by a lot (told: without the factor)
@sick('loss times a lot', 'classification', 'exploding_gradients', 'high_learning_rate', 'update_ratio', degrees=(20,50,1e6))
def huge_loss_mlp(degree=1, steps=100):
    x,y = blobs()
    model = mlp(20,64,64,5)
    yield model
    opt = optim.SGD(model.parameters(), lr=.2)
    for i in range(steps):
        xb,yb = batch(64,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); (loss*degree).backward(); opt.step(); yield loss.item()

@sick('loss times a lot', 'classification', 'exploding_gradients', 'high_learning_rate', 'update_ratio', degrees=(20,300,1e6))
def huge_loss_resnet(degree=1, steps=50):
    x,y = images()
    model = resnet(n=2)
    yield model
    opt = optim.SGD(model.parameters(), lr=.03, momentum=.9)
    for i in range(steps):
        xb,yb = batch(32,x,y); loss = F.cross_entropy(model(xb),yb)
        opt.zero_grad(); (loss*degree).backward(); opt.step(); yield loss.item()

# ---- 30 one term swamps the other (the degree is its weight; told: the other term)
@sick('one term swamps', 'generation', 'constant_output', degrees=(4,20,1000))
def beta_vae(degree=1, steps=120):
    x = factors()
    model = VAE()
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb, = batch(64,x); out,mu,lv = model(xb); rec = (out-xb).pow(2).sum(1).mean()
        loss = rec - degree*.5*(1+lv-mu**2-lv.exp()).sum(1).mean()
        opt.zero_grad(); loss.backward(); opt.step(); yield rec.item()

@sick('one term swamps', 'two tasks', degrees=(30,1000,1e6), healthy=1)
def two_tasks(degree=1, steps=120):
    x,y = blobs(); z = torch.randn(1024)        # the second target is pure chance
    model = mlp(20,48,48,6)
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb,yb,zb = batch(64,x,y,z); out = model(xb); first = F.cross_entropy(out[:,:5],yb)
        loss = first + degree*F.mse_loss(out[:,5],zb)
        opt.zero_grad(); loss.backward(); opt.step(); yield first.item()

@sick('one term swamps', 'reconstruction', 'constant_output', 'vanishing_activations', 'dead_channels',
      degrees=(.5,2,100), healthy=1e-3)
def sparse_ae(degree=1e-3, steps=120):
    x = factors()
    model = nn.Sequential(nn.Linear(36,48), nn.ReLU(), nn.Linear(48,36))
    yield model
    opt = optim.Adam(model.parameters(), lr=5e-3)
    for i in range(steps):
        xb, = batch(64,x); code = model[:2](xb); rec = F.mse_loss(model[2](code),xb); loss = rec + degree*code.abs().mean()
        opt.zero_grad(); loss.backward(); opt.step(); yield rec.item()

# ---- 31 the discriminator wins at once
@sick('discriminator wins', 'generation', 'vanishing_gradients', 'saturation', 'high_learning_rate', 'update_ratio',
      degrees=(10,30,300))
def gan_fast_discriminator(degree=1, steps=150):    # its rate times the degree; the generator's loss saturates
    model = GAN(mlp(4,32,32,2), mlp(2,32,32,1))
    yield model
    og,od = optim.Adam(model.G.parameters(),2e-3,betas=(.5,.99)),optim.Adam(model.D.parameters(),2e-3*degree,betas=(.5,.99))
    for i in range(steps):
        real,fake = ring(64)*.5+4,model.G(torch.randn(64,4)).detach()
        d = F.softplus(-model.D(real)).mean() + F.softplus(model.D(fake)).mean()
        od.zero_grad(); d.backward(); od.step()
        g = -F.softplus(model(torch.randn(64,4))).mean()
        og.zero_grad(); g.backward(); og.step(); yield g.item()

@sick('discriminator wins', 'generation', 'vanishing_gradients', 'saturation', degrees=(3,10,50))
def gan_far_data(degree=1, steps=120):          # real data so far away that a line tells it from the generator's
    model = GAN(nn.Sequential(*mlp(4,32,32,2),nn.Tanh()), nn.Sequential(*mlp(2,32,32,1),nn.Sigmoid()))
    yield model
    og,od = optim.Adam(model.G.parameters(),2e-3,betas=(.5,.99)),optim.Adam(model.D.parameters(),2e-3,betas=(.5,.99))
    one,nil = torch.ones(64,1),torch.zeros(64,1)
    for i in range(steps):
        real,fake = ring(64)*.5+degree-1,model.G(torch.randn(64,4)).detach()
        d = F.binary_cross_entropy(model.D(real),one) + F.binary_cross_entropy(model.D(fake),nil)
        od.zero_grad(); d.backward(); od.step()
        g = F.binary_cross_entropy(model(torch.randn(64,4)),one)
        og.zero_grad(); g.backward(); og.step(); yield g.item()
