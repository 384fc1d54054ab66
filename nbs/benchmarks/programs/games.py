"Healthy programs in which more happens: several losses, models or optimisers, games, frozen parts, a language."
import copy, math, torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

programs = {}
def program(task):
    def enter(f): programs[f.__name__] = task,f; return f
    return enter

def markov(n, length, v, sharp=2.5):
    "Sequences of a random Markov chain over v symbols, (n, length)."
    p = (sharp*torch.randn(v, v)).softmax(1)
    x = torch.randint(v, (n,)); out = [x]
    for _ in range(length-1): x = torch.multinomial(p[x], 1)[:,0]; out.append(x)
    return torch.stack(out, 1)

def blobs(n, d, c, spread=1.2):
    "Gaussian clusters, c classes, warped so that they are not linearly separable at once."
    centres = torch.randn(2*c, d)*1.5
    k = torch.randint(2*c, (n,))
    return centres[k] + spread*torch.randn(n, d)*.6, k % c

def bars(n, size=16):
    "Images of one bright bar, 4 classes: horizontal, vertical, and the two diagonals."
    y = torch.randint(4, (n,)); x = .3*torch.randn(n, 1, size, size); o = torch.randint(-3, 4, (n,))
    r = torch.arange(size)
    for i in range(n):
        c = int(size//2+o[i])
        if y[i] == 0: x[i,0,c] += 1
        elif y[i] == 1: x[i,0,:,c] += 1
        elif y[i] == 2: x[i,0,r,(r+o[i]) % size] += 1
        else: x[i,0,r,(size-1-r+o[i]) % size] += 1
    return x, y

@program('language model')
def char_gpt(steps=100):
    "pre-norm, learned positions, warm-up, two weight-decay groups, tied output weights"
    text = (("the quick brown fox jumps over the lazy dog. a lazy dog sleeps; the fox eats the brown hen. ")*40)
    chars = sorted(set(text)); data = torch.tensor([chars.index(c) for c in text]); v, t, d = len(chars), 24, 32
    class GPT(nn.Module):
        def __init__(self):
            super().__init__()
            self.tok, self.pos = nn.Embedding(v, d), nn.Embedding(t, d)
            nn.init.normal_(self.tok.weight, std=.02); nn.init.normal_(self.pos.weight, std=.02)
            self.blocks = nn.ModuleList([nn.TransformerEncoderLayer(d, 4, 4*d, 0., 'gelu', batch_first=True, norm_first=True)
                                         for _ in range(2)])
            self.norm = nn.LayerNorm(d); self.head = nn.Linear(d, v, bias=False); self.head.weight = self.tok.weight
        def forward(self, x):
            mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1])
            h = self.tok(x) + self.pos(torch.arange(x.shape[1]))
            for b in self.blocks: h = b(h, src_mask=mask, is_causal=True)
            return self.head(self.norm(h))
    model = GPT()
    yield model
    decay, rest = [p for p in model.parameters() if p.ndim > 1], [p for p in model.parameters() if p.ndim < 2]
    opt = torch.optim.AdamW([dict(params=decay, weight_decay=.1), dict(params=rest, weight_decay=0.)], 3e-3, betas=(.9, .95))
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda i: min(1, (i+1)/10))
    for i in range(steps):
        s = torch.randint(len(data)-t-1, (12,)); x = torch.stack([data[j:j+t+1] for j in s])
        loss = F.cross_entropy(model(x[:,:-1]).flatten(0, 1), x[:,1:].flatten())
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), 1.); opt.step(); sched.step()
        yield loss.item()

@program('language model')
def lstm_lm(steps=80):
    "time-first batches; the state is carried (detached) from one window to the next"
    v = 20; data = markov(16, 35*16+1, v).t()                       # (time, batch)
    class LM(nn.Module):
        def __init__(self):
            super().__init__()
            self.emb, self.drop, self.rnn, self.out = nn.Embedding(v, 32), nn.Dropout(.1), nn.LSTM(32, 64, 2), nn.Linear(64, v)
        def forward(self, x, s): h, s = self.rnn(self.drop(self.emb(x)), s); return self.out(self.drop(h)), s
    model = LM()
    yield model
    opt = torch.optim.Adam(model.parameters(), 6e-3)
    for i in range(steps):
        if i % 16 == 0: state = None
        a = (i % 16)*35; x, y = data[a:a+35], data[a+1:a+36]
        logits, state = model(x, state); state = tuple(s.detach() for s in state)
        loss = F.cross_entropy(logits.reshape(-1, v), y.reshape(-1))
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), .5); opt.step()
        yield loss.item()

@program('language model')
def masked_lm(steps=160):
    "targets are -100 except at the masked 15%; the symbol 0 is the mask and never a target"
    v, t, d = 12, 16, 32
    seq = ((torch.randint(v, (512, 1)) + torch.randint(1, 3, (512, 1))*torch.arange(t)) % v) + 1
    class MLM(nn.Module):
        def __init__(self):
            super().__init__()
            self.tok = nn.Embedding(v+1, d); self.pos = nn.Parameter(.02*torch.randn(t, d))
            self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d, 4, 64, 0., 'gelu', batch_first=True), 2)
            self.head = nn.Sequential(nn.Linear(d, d), nn.GELU(), nn.LayerNorm(d), nn.Linear(d, v+1))
        def forward(self, x): return self.head(self.enc(self.tok(x) + self.pos))
    model = MLM()
    yield model
    opt = torch.optim.AdamW(model.parameters(), 4e-3, weight_decay=.01)
    for i in range(steps):
        x = seq[torch.randint(512, (32,))]; hide = torch.rand(x.shape) < .15
        y = x.masked_fill(~hide, -100)
        loss = F.cross_entropy(model(x.masked_fill(hide, 0)).transpose(1, 2), y, ignore_index=-100)
        opt.zero_grad(set_to_none=True); loss.backward(); opt.step()
        yield loss.item()

@program('sequence to sequence')
def seq2seq_attention(steps=120):
    "GRU encoder and decoder with dot attention, teacher forcing; reverses strings of varying length, padded with 0"
    v, t, d = 10, 8, 48
    class Seq2Seq(nn.Module):
        def __init__(self):
            super().__init__()
            self.src, self.tgt = nn.Embedding(v+2, d, padding_idx=0), nn.Embedding(v+2, d, padding_idx=0)
            self.enc, self.dec = nn.GRU(d, d//2, batch_first=True, bidirectional=True), nn.GRU(d, d, batch_first=True)
            self.query, self.mix, self.out = nn.Linear(d, d), nn.Linear(2*d, d), nn.Linear(d, v+2)
        def forward(self, s, y):
            e, h = self.enc(self.src(s)); o, _ = self.dec(self.tgt(y), torch.cat([h[0], h[1]], 1)[None])
            w = (self.query(o) @ e.transpose(1, 2)/d**.5).masked_fill((s == 0)[:,None], -1e9).softmax(-1)
            return self.out(torch.tanh(self.mix(torch.cat([o, w @ e], -1))))
    model = Seq2Seq()
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        n = torch.randint(5, t+1, (32,)); pad = torch.arange(t) >= n[:,None]
        s = torch.randint(2, v+2, (32, t)).masked_fill(pad, 0)
        back = (n[:,None]-1-torch.arange(t)).clamp(min=0); y = s.gather(1, back).masked_fill(pad, 0)
        given = torch.cat([torch.ones(32, 1, dtype=torch.long), y[:,:-1]], 1)
        loss = F.cross_entropy(model(s, given).flatten(0, 1), y.flatten(), ignore_index=0)
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), 1.); opt.step()
        yield loss.item()

@program('sequence to sequence')
def copy_gru(steps=160):
    "the copying task: read 4 symbols, then, after a gap of 2 blanks, repeat them; only the last 4 outputs are scored"
    v = 6
    class Copy(nn.Module):
        def __init__(self): super().__init__(); self.rnn, self.out = nn.GRU(v+1, 96, batch_first=True), nn.Linear(96, v)
        def forward(self, x): return self.out(self.rnn(x)[0][:,-4:])
    model = Copy()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        s = torch.randint(v, (64, 4)); x = F.one_hot(torch.cat([s, torch.full((64, 6), v)], 1), v+1).float()
        loss = F.cross_entropy(model(x).flatten(0, 1), s.flatten())
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_value_(model.parameters(), 1.); opt.step()
        yield loss.item()

@program('regression')
def tcn_forecast(steps=120):
    "causal dilated convolutions with weight norm and residuals; predicts the next value at every time"
    class Block(nn.Module):
        def __init__(self, i, o, dil):
            super().__init__()
            wn = nn.utils.parametrizations.weight_norm
            self.a, self.b = wn(nn.Conv1d(i, o, 3, dilation=dil)), wn(nn.Conv1d(o, o, 3, dilation=dil))
            self.skip, self.dil = nn.Conv1d(i, o, 1) if i != o else nn.Identity(), dil
        def forward(self, x):
            h = F.relu(self.a(F.pad(x, (2*self.dil, 0)))); h = F.relu(self.b(F.pad(h, (2*self.dil, 0))))
            return F.relu(h + self.skip(x))
    model = nn.Sequential(Block(1, 24, 1), Block(24, 24, 2), Block(24, 24, 4), nn.Conv1d(24, 1, 1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 2e-3)
    for i in range(steps):
        f, ph = .1+.3*torch.rand(32, 1, 1), 6.28*torch.rand(32, 1, 1); r = torch.arange(49.)
        x = torch.sin(f*r+ph) + .5*torch.sin(2.7*f*r+2*ph) + .05*torch.randn(32, 1, 49)
        loss = F.mse_loss(model(x[...,:-1]), x[...,1:])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def postnorm_classifier(steps=80):
    "post-norm encoder with padding mask and mean pooling; warm-up then linear decay. Class: which of 3 symbols is commonest"
    v, t, d = 8, 16, 32
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.emb = nn.Embedding(v+1, d, padding_idx=0)
            layer = nn.TransformerEncoderLayer(d, 2, 64, .1, batch_first=True)
            self.enc = nn.TransformerEncoder(layer, 3, enable_nested_tensor=False)
            self.head = nn.Linear(d, 3)
        def forward(self, x):
            pad = x == 0; h = self.enc(self.emb(x), src_key_padding_mask=pad)
            return self.head(h.masked_fill(pad[...,None], 0).sum(1)/(~pad).sum(1, keepdim=True))
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 2e-3, betas=(.9, .98))
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda i: min((i+1)/15, 1-.9*i/steps))
    for i in range(steps):
        n = torch.randint(10, t+1, (32, 1)); x = torch.randint(1, v+1, (32, t)); y = torch.randint(3, (32,))
        x = torch.where(torch.rand(32, t) < .35, y[:,None]+1, x).masked_fill(torch.arange(t) >= n, 0)
        y = torch.stack([(x == k).sum(1) for k in (1, 2, 3)], 1).argmax(1)
        loss = F.cross_entropy(model(x), y)
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        yield loss.item()

@program('classification')
def vit_small(steps=80):
    "class token, label smoothing (so the loss has a floor well above 0), head initialised at zero as in timm"
    data, label = bars(512)
    class ViT(nn.Module):
        def __init__(self, d=48):
            super().__init__()
            self.patch = nn.Conv2d(1, d, 4, 4); self.cls = nn.Parameter(torch.zeros(1, 1, d))
            self.pos = nn.Parameter(torch.empty(1, 17, d)); nn.init.trunc_normal_(self.pos, std=.02)
            self.blocks = nn.ModuleList([nn.TransformerEncoderLayer(d, 4, 2*d, 0., 'gelu', batch_first=True, norm_first=True)
                                         for _ in range(2)])
            self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, 4)
            nn.init.zeros_(self.head.weight); nn.init.zeros_(self.head.bias)
        def forward(self, x):
            h = self.patch(x).flatten(2).transpose(1, 2)
            h = torch.cat([self.cls.expand(len(x), -1, -1), h], 1) + self.pos
            for b in self.blocks: h = b(h)
            return self.head(self.norm(h[:,0]))
    model = ViT()
    yield model
    opt = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=.05)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, 3e-3, total_steps=steps)
    for i in range(steps):
        k = torch.randint(512, (32,))
        loss = F.cross_entropy(model(data[k]), label[k], label_smoothing=.1)
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        yield loss.item()

@program('classification')
def mixer_checkpointed(steps=80):
    "MLP-Mixer whose blocks are run under activation checkpointing: each block's forward runs twice a step"
    data, label = bars(512)
    class Mix(nn.Module):
        def __init__(self, t=16, d=32):
            super().__init__()
            self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
            self.tok = nn.Sequential(nn.Linear(t, 32), nn.GELU(), nn.Linear(32, t))
            self.cha = nn.Sequential(nn.Linear(d, 64), nn.GELU(), nn.Linear(64, d))
        def forward(self, x):
            x = x + self.tok(self.n1(x).transpose(1, 2)).transpose(1, 2)
            return x + self.cha(self.n2(x))
    class Mixer(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem, self.blocks = nn.Conv2d(1, 32, 4, 4), nn.ModuleList([Mix() for _ in range(3)])
            self.norm, self.head = nn.LayerNorm(32), nn.Linear(32, 4)
        def forward(self, x):
            h = self.stem(x).flatten(2).transpose(1, 2)
            for b in self.blocks: h = checkpoint(b, h, use_reentrant=False)
            return self.head(self.norm(h).mean(1))
    model = Mixer()
    yield model
    opt = torch.optim.AdamW(model.parameters(), 3e-3)
    for i in range(steps):
        k = torch.randint(512, (32,)); loss = F.cross_entropy(model(data[k]), label[k])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('regression')
def glu_hand_cleared(steps=120):
    "gated linear units; gradients cleared by hand (p.grad = None) after the step, two micro-batches accumulated"
    class GLU(nn.Module):
        def __init__(self, i, o): super().__init__(); self.lin = nn.Linear(i, 2*o); self.norm = nn.LayerNorm(o)
        def forward(self, x): return self.norm(F.glu(self.lin(x), -1))
    model = nn.Sequential(GLU(8, 64), GLU(64, 64), nn.Linear(64, 1))
    yield model
    x = torch.randn(1024, 8); y = torch.sin(2*x[:,:1])*x[:,1:2] + x[:,2:3].abs() + .05*torch.randn(1024, 1)
    y = (y-y.mean())/y.std()
    opt = torch.optim.NAdam(model.parameters(), 4e-3)
    for i in range(steps):
        total = 0.
        for _ in range(2):
            k = torch.randint(1024, (64,)); loss = F.mse_loss(model(x[k]), y[k])/2; loss.backward(); total += loss.item()
        opt.step()
        for p in model.parameters(): p.grad = None
        yield total

@program('sequence to sequence')
def ctc_reader(steps=100):
    "CTC: the loss falls fast at first to the all-blank plateau and then on; each symbol is shown for 3 frames with noise"
    v, n = 6, 5; looks = torch.randn(v, 12)
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Sequential(nn.Conv1d(12, 48, 3, padding=1), nn.BatchNorm1d(48), nn.ReLU())
            self.rnn, self.out = nn.GRU(48, 32, bidirectional=True), nn.Linear(64, v+1)
        def forward(self, x): return self.out(self.rnn(self.conv(x).permute(2, 0, 1))[0]).log_softmax(-1)
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    for i in range(steps):
        y = torch.randint(v, (16, n)); x = looks[y].repeat_interleave(3, 1).transpose(1, 2); x = x + .4*torch.randn_like(x)
        logp = model(x)                                                   # (time, batch, symbols)
        loss = F.ctc_loss(logp, y+1, torch.full((16,), 3*n), torch.full((16,), n), zero_infinity=True)
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), 5.); opt.step()
        yield loss.item()

@program('contrastive')
def clip_towers(steps=100):
    "two towers and a learned temperature, symmetric cross-entropy within the batch; starts near log(batch)"
    a, b = torch.randn(6, 20), torch.randn(6, 15)                          # two views of a hidden 6-vector
    class Clip(nn.Module):
        def __init__(self):
            super().__init__()
            self.image = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))
            self.text = nn.Sequential(nn.Linear(15, 64), nn.GELU(), nn.LayerNorm(64), nn.Linear(64, 16))
            self.scale = nn.Parameter(torch.tensor(math.log(1/.07)))
        def forward(self, x, y):
            return self.scale.exp().clamp(max=100)*F.normalize(self.image(x), dim=1) @ F.normalize(self.text(y), dim=1).t()
    model = Clip()
    yield model
    opt = torch.optim.AdamW(model.parameters(), 2e-3, betas=(.9, .98), weight_decay=.02)
    for i in range(steps):
        z = torch.randn(64, 6); x, y = torch.tanh(z @ a*.5)+.1*torch.randn(64, 20), z @ b+.1*torch.randn(64, 15)
        logits, t = model(x, y), torch.arange(64)
        loss = (F.cross_entropy(logits, t) + F.cross_entropy(logits.t(), t))/2
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('self-supervised')
def byol(steps=120):
    "the target network within the model has no gradient; it follows the online one by a moving average"
    x, _ = blobs(1024, 16, 5)
    def mlp(i, h, o): return nn.Sequential(nn.Linear(i, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Linear(h, o))
    class Byol(nn.Module):
        def __init__(self):
            super().__init__()
            self.online, self.predict = nn.Sequential(mlp(16, 64, 32), mlp(32, 64, 16)), mlp(16, 32, 16)
            self.target = copy.deepcopy(self.online).requires_grad_(False)
        def forward(self, a, b):
            with torch.no_grad(): t = self.target(b)
            return 2-2*F.cosine_similarity(self.predict(self.online(a)), t).mean()
    model = Byol()
    yield model
    opt = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], .1, momentum=.9, weight_decay=1e-4)
    for i in range(steps):
        k = x[torch.randint(1024, (64,))]; a, b = k+.3*torch.randn_like(k), k+.3*torch.randn_like(k)
        loss = (model(a, b) + model(b, a))/2
        opt.zero_grad(); loss.backward(); opt.step()
        with torch.no_grad():
            for p, q in zip(model.online.parameters(), model.target.parameters()): q.lerp_(p, .03)
        yield loss.item()

@program('contrastive')
def supervised_contrastive(steps=100):
    "no classifier: same-class pairs of the batch attract, temperature .2; the loss has a floor near log(same-class mates)"
    x, y = blobs(1024, 12, 4)
    model = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))
    yield model
    opt = torch.optim.SGD(model.parameters(), .2, momentum=.9)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    self_ = torch.eye(64, dtype=torch.bool)
    for i in range(steps):
        k = torch.randint(1024, (64,)); z = F.normalize(model(x[k]), dim=1)
        logp = (z @ z.t()/.2).masked_fill(self_, -1e9).log_softmax(1)
        same = (y[k][:,None] == y[k]) & ~self_
        loss = -((logp*same).sum(1)/same.sum(1).clamp(min=1)).mean()
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        yield loss.item()

def ring(n):
    "Points near a circle of radius 1."
    a = 6.2832*torch.rand(n); return torch.stack([a.cos(), a.sin()], 1) + .05*torch.randn(n, 2)

def gan_nets():
    gen = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    dis = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(.2), nn.Linear(64, 64), nn.LeakyReLU(.2), nn.Linear(64, 1))
    return gen, dis

def gan_step(gen, dis, og, od, n=64):
    "One discriminator and one generator step, non-saturating; returns their losses."
    real, fake, one, zero = ring(n), gen(torch.randn(n, 4)), torch.ones(n, 1), torch.zeros(n, 1)
    bce = F.binary_cross_entropy_with_logits
    ld = (bce(dis(real), one) + bce(dis(fake.detach()), zero))/2
    od.zero_grad(); ld.backward(); od.step()
    lg = bce(dis(gen(torch.randn(n, 4))), one)
    og.zero_grad(); lg.backward(); og.step()
    return ld.item(), lg.item()

@program('gan')
def gan_generator(steps=200):
    "a game: the generator's loss need not fall, it hovers about log 2 = .69; two time-scale rates, no momentum"
    gen, dis = gan_nets()
    yield gen
    og, od = torch.optim.Adam(gen.parameters(), 1e-3, (0., .9)), torch.optim.Adam(dis.parameters(), 4e-3, (0., .9))
    for i in range(steps): yield gan_step(gen, dis, og, od)[1]

@program('gan')
def gan_discriminator(steps=200):
    "a game: the discriminator's loss rises towards log 2 = .69; the generator's backward leaves gradients in it between steps"
    gen, dis = gan_nets()
    yield dis
    og, od = torch.optim.Adam(gen.parameters(), 1e-3, (0., .9)), torch.optim.Adam(dis.parameters(), 4e-3, (0., .9))
    for i in range(steps): yield gan_step(gen, dis, og, od)[0]

@program('gan')
def wgan_critic(steps=250):
    "a game: negative losses; the critic's weights are clipped to +-.1 after each step; 5 critic steps to one of the generator"
    gen, critic = gan_nets()
    yield critic
    og, oc = torch.optim.RMSprop(gen.parameters(), 2e-4), torch.optim.RMSprop(critic.parameters(), 1e-3)
    for i in range(steps):
        loss = critic(gen(torch.randn(64, 4)).detach()).mean() - critic(ring(64)).mean()
        oc.zero_grad(); loss.backward(); oc.step()
        with torch.no_grad():
            for p in critic.parameters(): p.clamp_(-.1, .1)
        if i % 5 == 4:
            og.zero_grad(); (-critic(gen(torch.randn(64, 4))).mean()).backward(); og.step()
        yield loss.item()

class Track:
    "32 walkers on the line, an action moves one left or right; reward 1-|x| a step."
    def __init__(self, n=32): self.n, self.x, self.v = n, torch.rand(n)*2-1, torch.zeros(n)
    def state(self): return torch.stack([self.x, self.v, self.x**2], 1)
    def act(self, a):
        self.v = .7*self.v + .12*(a.float()*2-1) + .02*torch.randn(self.n); self.x = (self.x+self.v).clamp(-2, 2)
        return 1-self.x.abs()

@program('reinforcement')
def dqn(steps=200):
    "replay memory, target net copied every 20 steps, Huber loss of bootstrapped targets: the loss need not fall steadily"
    q = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    target = copy.deepcopy(q).requires_grad_(False)
    yield q
    opt = torch.optim.Adam(q.parameters(), 2e-3); env, memory = Track(), []
    for i in range(steps):
        if i % 25 == 0: env = Track()
        s = env.state()
        with torch.no_grad(): a = q(s).argmax(1)
        a = torch.where(torch.rand(32) < max(.1, 1-i/80), torch.randint(2, (32,)), a)
        r = env.act(a); memory.append((s, a, r, env.state()))
        s, a, r, s2 = [torch.cat(c) for c in zip(*[memory[j] for j in torch.randint(len(memory), (4,))])]
        with torch.no_grad(): goal = r + .9*target(s2).max(1).values
        loss = F.smooth_l1_loss(q(s).gather(1, a[:,None])[:,0], goal)
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(q.parameters(), 10.); opt.step()
        if i % 20 == 19: target.load_state_dict(q.state_dict())
        yield loss.item()

@program('reinforcement')
def reinforce(steps=60):
    "policy gradient with normalised returns: the loss hovers about 0 and tells nothing; the mean reward is in model.reward"
    model = nn.Sequential(nn.Linear(3, 32), nn.Tanh(), nn.Linear(32, 2))
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2); model.reward = []
    for i in range(steps):
        env, logs, rewards = Track(), [], []
        for _ in range(15):
            pi = torch.distributions.Categorical(logits=model(env.state())); a = pi.sample()
            logs.append(pi.log_prob(a)); rewards.append(env.act(a))
        ret, g = [], 0.
        for r in reversed(rewards): g = r + .9*g; ret.insert(0, g)
        ret = torch.stack(ret); adv = (ret-ret.mean(1, keepdim=True))/(ret.std()+1e-6)
        loss = -(torch.stack(logs)*adv).mean()
        opt.zero_grad(); loss.backward(); opt.step(); model.reward.append(torch.stack(rewards).mean().item())
        yield loss.item()

@program('reinforcement')
def actor_critic(steps=120):
    "shared body, 5-step returns bootstrapped from the value head, entropy bonus; the reward is in model.reward"
    class AC(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.pi, self.v = nn.Sequential(nn.Linear(3, 64), nn.Tanh()), nn.Linear(64, 2), nn.Linear(64, 1)
        def forward(self, s): h = self.body(s); return torch.distributions.Categorical(logits=self.pi(h)), self.v(h)[:,0]
    model = AC()
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3); env = Track(); model.reward = []
    for i in range(steps):
        if i % 6 == 0: env = Track()
        keep = []
        for _ in range(5):
            pi, v = model(env.state()); a = pi.sample(); keep.append((pi.log_prob(a), v, env.act(a), pi.entropy()))
        with torch.no_grad(): g = model(env.state())[1]
        loss = 0.
        for logp, v, r, ent in reversed(keep):
            g = r + .9*g; adv = g-v
            loss = loss + (-logp*adv.detach() + .5*adv**2 - .01*ent).mean()/5
        opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), .5); opt.step()
        model.reward.append(sum(k[2].mean().item() for k in keep)/5)
        yield loss.item()

@program('regression')
def pinn_oscillator(steps=250):
    "physics-informed: u'' = -4u, u(0)=1, u'(0)=0, by two nested autograd.grad with create_graph; sees no targets"
    model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    def d(u, t): return torch.autograd.grad(u.sum(), t, create_graph=True)[0]
    for i in range(steps):
        t = (2*torch.rand(64, 1)).requires_grad_(); t0 = torch.zeros(1, 1, requires_grad=True)
        u, u0 = model(t), model(t0); du = d(u, t)
        loss = ((d(du, t)+4*u)**2).mean() + 10*(u0-1).square().sum() + 10*d(u0, t0).square().sum()
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def graph_conv(steps=100):
    "full batch, two graph convolutions without bias; the loss is of the 20% labelled nodes only, the same batch every step"
    n, c = 240, 4; y = torch.arange(n) % c
    adj = (torch.rand(n, n) < torch.where(y[:,None] == y, .08, .01)).float().triu(1); adj = adj+adj.t()+torch.eye(n)
    deg = adj.sum(1).rsqrt(); adj = deg[:,None]*adj*deg
    x = F.one_hot(y, c).float() @ torch.randn(c, 16) + 1.5*torch.randn(n, 16); train = torch.rand(n) < .2
    class GCN(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.drop = nn.Linear(16, 32, bias=False), nn.Linear(32, c, bias=False), nn.Dropout(.3)
        def forward(self, x): return adj @ self.b(self.drop(F.relu(adj @ self.a(x))))
    model = GCN()
    yield model
    opt = torch.optim.Adam(model.parameters(), 1e-2, weight_decay=5e-4)
    for i in range(steps):
        loss = F.cross_entropy(model(x)[train], y[train])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('regression')
def recommender(steps=150):
    "factorisation with biases and a small MLP; most embedding rows get no gradient in any one step, optimised by Adagrad"
    users, items = 300, 200
    pu, qi, bu, bi = torch.randn(users, 4), torch.randn(items, 4), torch.randn(users), torch.randn(items)
    class Rec(nn.Module):
        def __init__(self, d=12):
            super().__init__()
            self.user, self.item = nn.Embedding(users, d), nn.Embedding(items, d)
            self.ub, self.ib = nn.Embedding(users, 1), nn.Embedding(items, 1)
            for e in (self.user, self.item, self.ub, self.ib): nn.init.normal_(e.weight, std=.1)
            self.mlp = nn.Sequential(nn.Linear(3*d, 32), nn.ReLU(), nn.Linear(32, 1))
        def forward(self, u, i):
            p, q = self.user(u), self.item(i)
            return ((p*q).sum(1, keepdim=True) + self.ub(u) + self.ib(i) + self.mlp(torch.cat([p, q, p*q], 1)))[:,0]
    model = Rec()
    yield model
    opt = torch.optim.Adagrad(model.parameters(), .05)
    for i in range(steps):
        u, k = torch.randint(users, (256,)), torch.randint(items, (256,))
        r = 3 + .6*bu[u] + .6*bi[k] + .3*(pu[u]*qi[k]).sum(1) + .1*torch.randn(256)
        loss = F.mse_loss(model(u, k), r)
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('regression')
def maml_sines(steps=80):
    "second-order MAML: one inner step by functional_call, outer loss through it; the tasks differ, so the loss is noisy"
    model = nn.Sequential(nn.Linear(1, 40), nn.Tanh(), nn.Linear(40, 40), nn.Tanh(), nn.Linear(40, 1))
    yield model
    opt = torch.optim.Adam(model.parameters(), 5e-3)
    call = torch.func.functional_call
    for i in range(steps):
        loss = 0.
        for _ in range(8):
            amp, ph = .5+2*torch.rand(1), 1.5*torch.rand(1); x = 4*torch.rand(30, 1)-2; y = amp*torch.sin(x+ph)
            w = dict(model.named_parameters())
            inner = F.mse_loss(call(model, w, (x[:10],)), y[:10])
            g = torch.autograd.grad(inner, list(w.values()), create_graph=True)
            fast = {k: p-.05*d for (k, p), d in zip(w.items(), g)}
            loss = loss + F.mse_loss(call(model, fast, (x[10:],)), y[10:])/8
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def mixture_of_experts(steps=120):
    "softmax gate, top 2 of 4 experts by masking, with a load-balancing term; experts see only the rows sent to them"
    x, y = blobs(1024, 10, 4)
    class MoE(nn.Module):
        def __init__(self, d=32):
            super().__init__()
            self.inp, self.gate, self.out = nn.Linear(10, d), nn.Linear(d, 4), nn.Linear(d, 4)
            self.experts = nn.ModuleList([nn.Sequential(nn.Linear(d, d), nn.ReLU(), nn.Linear(d, d)) for _ in range(4)])
        def forward(self, x):
            h = F.relu(self.inp(x)); p = self.gate(h).softmax(1); w, k = p.topk(2); w = w/w.sum(1, keepdim=True)
            o = torch.zeros_like(h)
            for j, e in enumerate(self.experts):
                row, slot = (k == j).nonzero(as_tuple=True)
                if len(row): o = o.index_add(0, row, w[row,slot,None]*e(h[row]))
            self.balance = 4*(p.mean(0)*F.one_hot(k, 4).float().mean((0, 1))).sum()
            return self.out(h+o)
    model = MoE()
    yield model
    opt = torch.optim.AdamW(model.parameters(), 3e-3)
    for i in range(steps):
        k = torch.randint(1024, (64,)); loss = F.cross_entropy(model(x[k]), y[k]) + .01*model.balance
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('regression')
def neural_ode(steps=120):
    "one field net used 8 times a forward (midpoint rule, 4 steps) to follow a damped rotation"
    class ODE(nn.Module):
        def __init__(self): super().__init__(); self.f = nn.Sequential(nn.Linear(2, 48), nn.Tanh(), nn.Linear(48, 2))
        def forward(self, x, steps=4, h=.25):
            for _ in range(steps): x = x + h*self.f(x + h/2*self.f(x))
            return x
    model = ODE()
    yield model
    m = torch.matrix_exp(torch.tensor([[-.3, 1.5], [-1.5, -.3]]))
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    for i in range(steps):
        x = 1.5*torch.randn(64, 2); loss = F.mse_loss(model(x), x @ m.t())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('multi-task')
def deep_sets_two_heads(steps=150):
    "a permutation-invariant body with two heads, a regression and a classification, losses weighted by learned uncertainties"
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.phi = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
            self.rho = nn.Sequential(nn.Linear(128, 64), nn.ReLU())
            self.spread, self.side, self.logvar = nn.Linear(64, 1), nn.Linear(64, 2), nn.Parameter(torch.zeros(2))
        def forward(self, x):
            e = self.phi(x); h = self.rho(torch.cat([e.mean(1), e.amax(1)], 1)); return self.spread(h)[:,0], self.side(h)
    model = Net()
    yield model
    opt = torch.optim.Adam(model.parameters(), 2e-3)
    for i in range(steps):
        x = torch.randn(64, 10, 2)*(.5+1.5*torch.rand(64, 1, 1)) + torch.randn(64, 1, 2)
        a, b = model(x); s = model.logvar
        l1 = F.mse_loss(a, x.std(1).mean(1)); l2 = F.cross_entropy(b, (x[...,0].mean(1) > x[...,1].mean(1)).long())
        loss = (-s[0]).exp()*l1/2 + s[0]/2 + (-s[1]).exp()*l2 + s[1]/2
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('density')
def coupling_flow(steps=150):
    "normalising flow (affine coupling) of two moons: negative log-likelihood, which may go below zero; last layers start at 0"
    class Flow(nn.Module):
        def __init__(self):
            super().__init__()
            self.nets = nn.ModuleList([nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2))
                                       for _ in range(6)])
            for m in self.nets: nn.init.zeros_(m[-1].weight); nn.init.zeros_(m[-1].bias)
        def forward(self, x):
            a, b, logdet = x[:,:1], x[:,1:], 0.
            for m in self.nets:
                s, t = m(a).chunk(2, 1); s = 2*torch.tanh(s/2); a, b = b*s.exp()+t, a; logdet = logdet + s[:,0]
            z = torch.cat([a, b], 1); return (.5*z**2).sum(1) + math.log(2*math.pi) - logdet
    model = Flow()
    yield model
    opt = torch.optim.Adam(model.parameters(), 4e-3)
    for i in range(steps):
        u, k = math.pi*torch.rand(128), torch.randint(2, (128,)).float()*2-1
        x = torch.stack([k*u.cos()+.5*k, k*u.sin()-.25*k], 1) + .08*torch.randn(128, 2)
        loss = model(x).mean()
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

def fit(model, x, y, steps=60, lr=5e-3):
    "Train a classifier quickly, before anything is watched; returns it and the optimiser."
    opt = torch.optim.Adam(model.parameters(), lr)
    for _ in range(steps):
        k = torch.randint(len(x), (64,)); opt.zero_grad(); F.cross_entropy(model(x[k]), y[k]).backward(); opt.step()
    opt.zero_grad(); return model, opt

def small_net(i=16, h=64, o=5):
    return nn.Sequential(nn.Linear(i, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, o))

@program('classification')
def linear_probe(steps=100):
    "everything but the new last layer is frozen and has no gradient; plain SGD, features under no_grad and standardised"
    x, y = blobs(1024, 16, 5); base, _ = fit(small_net(), x, y)
    class Probe(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.head = copy.deepcopy(base[:-1]).requires_grad_(False).eval(), nn.Linear(64, 2)
            self.norm = nn.BatchNorm1d(64, affine=False)
        def forward(self, x):
            with torch.no_grad(): h = self.body(x)
            return self.head(self.norm(h))
    model = Probe()
    yield model
    opt = torch.optim.SGD(model.head.parameters(), .05)
    for i in range(steps):
        k = torch.randint(1024, (64,)); loss = F.cross_entropy(model(x[k]), (y[k] > 1).long())
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def finetune_frozen_stem(steps=80):
    "a convnet trained on bars, then on bars with new labels: stem frozen with its batch norms in eval, body at a tenth the rate"
    def conv(i, o): return nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU()
    def net():
        return nn.Sequential(*conv(1, 8), nn.MaxPool2d(2), *conv(8, 16), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(64, 4))
    x, y = bars(384); model, _ = fit(net(), x, y, 40, 1e-2)
    model = copy.deepcopy(model); model[9] = nn.Linear(64, 3); model.train(); model[:3].eval(); model[:3].requires_grad_(False)
    yield model
    y = torch.tensor([0, 1, 2, 2])[y]
    opt = torch.optim.AdamW([dict(params=model[4:9].parameters(), lr=5e-4), dict(params=model[9].parameters(), lr=5e-3)])
    for i in range(steps):
        k = torch.randint(384, (32,)); loss = F.cross_entropy(model(x[k]), y[k])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def lora(steps=120):
    "low-rank updates of a trained frozen net on rotated inputs: b starts at zero, so at the first step a has no gradient"
    x, y = blobs(1024, 16, 5); base, _ = fit(small_net(), x, y, 100)
    class Lora(nn.Module):
        def __init__(self, lin, r=4):
            super().__init__()
            self.lin = lin.requires_grad_(False)
            self.a = nn.Parameter(torch.randn(r, lin.in_features)/lin.in_features**.5)
            self.b = nn.Parameter(torch.zeros(lin.out_features, r))
        def forward(self, x): return self.lin(x) + 2.*(x @ self.a.t()) @ self.b.t()
    model = nn.Sequential(*[Lora(m) if isinstance(m, nn.Linear) else m for m in copy.deepcopy(base)])
    yield model
    g = .22*torch.randn(16, 16); x = x @ torch.matrix_exp(g-g.t())
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], 5e-3, weight_decay=0.)
    for i in range(steps):
        k = torch.randint(1024, (64,)); loss = F.cross_entropy(model(x[k]), y[k])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('classification')
def distilled_resumed(steps=80):
    "a student that was already trained on labels goes on with its Adam state, now learning a teacher's softened outputs"
    x, y = blobs(1024, 16, 5); teacher, _ = fit(small_net(h=128), x, y, 200); teacher.eval()
    student, old = fit(small_net(h=32), x, y, 30, 3e-3)
    model = small_net(h=32); model.load_state_dict(student.state_dict())
    yield model
    opt = torch.optim.Adam(model.parameters(), 3e-3); opt.load_state_dict(old.state_dict()); T = 3.
    for i in range(steps):
        k = torch.randint(1024, (64,))
        with torch.no_grad(): t = teacher(x[k])/T
        out = model(x[k])
        loss = .7*T*T*F.kl_div((out/T).log_softmax(1), t.softmax(1), reduction='batchmean') + .3*F.cross_entropy(out, y[k])
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()

@program('regression')
def hypernetwork(steps=150):
    "a net that makes the weights of a small one from a task code; 16 tasks of different sine waves"
    class Hyper(nn.Module):
        def __init__(self, h=16):
            super().__init__()
            self.h, self.code = h, nn.Embedding(16, 8)
            self.make = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 3*h+1))
        def forward(self, task, x):                                       # (b,), (b, n)
            w = self.make(self.code(task))[:,None]; a, b, c, d = w.split([self.h]*3+[1], -1)
            return (torch.tanh(x[...,None]*a*2+b)*c).sum(-1) + d[...,0]
    model = Hyper()
    yield model
    amp, ph = .5+torch.rand(16), 3*torch.rand(16); opt = torch.optim.Adam(model.parameters(), 3e-3)
    for i in range(steps):
        t = torch.randint(16, (16,)); x = 4*torch.rand(16, 20)-2
        loss = F.mse_loss(model(t, x), amp[t,None]*torch.sin(1.5*x+ph[t,None]))
        opt.zero_grad(); loss.backward(); opt.step()
        yield loss.item()
