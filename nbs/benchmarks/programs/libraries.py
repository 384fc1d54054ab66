"Healthy programs with small models of timm and transformers, as their authors initialise them"
import math, warnings
import torch, torch.nn as nn, torch.nn.functional as F
from torch.utils.data import TensorDataset, DataLoader
import timm, timm.optim, timm.utils, timm.loss
import transformers
from transformers import get_linear_schedule_with_warmup, get_cosine_schedule_with_warmup
warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()

programs = {}
def program(task):
    def enter(f): programs[f.__name__] = task,f; return f
    return enter

# ---------------------------------------------------------------- images
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

def normalise(x, mean=MEAN, std=STD):
    return (x - torch.tensor(mean).view(1, -1, 1, 1)) / torch.tensor(std).view(1, -1, 1, 1)

def _grid(size):
    a = torch.linspace(-1, 1, size)
    return torch.meshgrid(a, a, indexing='ij')

def shapes(n, size, noise=0.03):
    "Disc, square, ring, plus, horizontal bar: bright on dark, anywhere in the picture, in 0..1"
    yy, xx = _grid(size)
    y = torch.randint(0, 5, (n,))
    c = torch.rand(n, 2, 1, 1) * 0.6 - 0.3
    r = 0.35 + 0.25 * torch.rand(n, 1, 1)
    dy, dx = yy - c[:, 0], xx - c[:, 1]
    d = (dy ** 2 + dx ** 2).sqrt()
    box = torch.maximum(dy.abs(), dx.abs())
    masks = torch.stack([d < r, box < r * 0.88, (d < r) & (d > 0.6 * r),
                         (box < r) & (torch.minimum(dy.abs(), dx.abs()) < 0.25 * r),
                         (dy.abs() < 0.3 * r) & (dx.abs() < 1.2 * r)], 1)
    m = masks[torch.arange(n), y].float().unsqueeze(1)
    fg, bg = 0.55 + 0.45 * torch.rand(n, 3, 1, 1), 0.3 * torch.rand(n, 3, 1, 1)
    x = m * fg + (1 - m) * bg + noise * torch.randn(n, 3, size, size)
    return x.clamp(0, 1), y

def gratings(n, size, noise=0.05):
    "Stripes in four directions, of any phase"
    yy, xx = _grid(size)
    y = torch.randint(0, 4, (n,))
    a = (y * math.pi / 4).view(n, 1, 1)
    k = (2.5 + 2 * torch.rand(n, 1, 1)) * math.pi
    p = 2 * math.pi * torch.rand(n, 1, 1)
    s = 0.5 + 0.35 * torch.sin(k * (xx * a.cos() + yy * a.sin()) + p)
    tint = 0.7 + 0.3 * torch.rand(n, 3, 1, 1)
    x = s.unsqueeze(1) * tint + noise * torch.randn(n, 3, size, size)
    return x.clamp(0, 1), y

def dots(n, size):
    "A coloured blob in one of the four corners on a textured ground: which corner"
    yy, xx = _grid(size)
    y = torch.randint(0, 4, (n,))
    cy = ((y // 2) * 1.0 - 0.5).view(n, 1, 1) + 0.15 * torch.randn(n, 1, 1)
    cx = ((y % 2) * 1.0 - 0.5).view(n, 1, 1) + 0.15 * torch.randn(n, 1, 1)
    b = torch.exp(-((yy - cy) ** 2 + (xx - cx) ** 2) / 0.06).unsqueeze(1)
    ground = 0.25 + 0.1 * torch.rand(n, 3, size, size)
    return (ground + b * (0.3 + 0.4 * torch.rand(n, 3, 1, 1))).clamp(0, 1), y

def colours(n, size):
    "Patches of noise whose mean colour says the class (red, green, blue), with uneven light"
    yy, xx = _grid(size)
    y = torch.randint(0, 3, (n,))
    light = 0.75 + 0.2 * (torch.randn(n, 1, 1) * yy + torch.randn(n, 1, 1) * xx).tanh()
    base = 0.35 + 0.3 * F.one_hot(y, 3).float().view(n, 3, 1, 1) + 0.1 * torch.randn(n, 3, 1, 1)
    return (base * light.unsqueeze(1) + 0.1 * torch.randn(n, 3, size, size)).clamp(0, 1), y

def batches(x, y, bs, steps):
    "Epochs of a shuffled loader until `steps` batches are given"
    dl, i = DataLoader(TensorDataset(x, y), batch_size=bs, shuffle=True, drop_last=True), 0
    while True:
        for b in dl:
            if i == steps: return
            yield b; i += 1

def warm_cosine(opt, steps, warm=0, floor=0.0):
    return torch.optim.lr_scheduler.LambdaLR(opt, lambda s: (s + 1) / warm if s < warm else
        floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * (s - warm) / max(1, steps - warm))))

def fit_images(model, data, opt, sched=None, loss_fn=F.cross_entropy, clip=None, agc=None, ema=None):
    yield model
    model.train()
    for x, y in data:
        loss = loss_fn(model(x), y)
        opt.zero_grad()
        loss.backward()
        if clip: nn.utils.clip_grad_norm_(model.parameters(), clip)
        if agc: timm.utils.adaptive_clip_grad(timm.models.model_parameters(model, exclude_head=True), agc)
        opt.step()
        if sched: sched.step()
        if ema: ema.update(model)
        yield loss.item()

# ---------------------------------------------------------------- timm
@program('timm')
def timm_resnet10t(steps=40):
    model = timm.create_model('resnet10t', num_classes=5, in_chans=3, channels=(24, 48, 96, 128), stem_width=16)
    x, y = shapes(320, 64)
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-4)
    yield from fit_images(model, batches(normalise(x), y, 24, steps), opt, warm_cosine(opt, steps, warm=5))

@program('timm')
def timm_mobilenetv3_small(steps=40):
    model = timm.create_model('mobilenetv3_small_050', num_classes=4, drop_rate=0.1)
    x, y = gratings(480, 64)
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.02)
    yield from fit_images(model, batches(normalise(x), y, 24, steps), opt, warm_cosine(opt, steps, warm=4))

@program('timm')
def timm_efficientnet(steps=40):
    from timm.models.efficientnet import _gen_efficientnet
    model = _gen_efficientnet('efficientnet_b0', channel_multiplier=0.25, depth_multiplier=0.5,
                              num_classes=3, drop_path_rate=0.05)
    x, y = colours(256, 48)
    opt = timm.optim.create_optimizer_v2(model, opt='rmsproptf', lr=2e-3, weight_decay=1e-5, momentum=0.9, eps=1e-3)
    ema = timm.utils.ModelEmaV2(model, decay=0.99)
    yield from fit_images(model, batches(x, y, 24, steps), opt, warm_cosine(opt, steps, warm=6),
                          loss_fn=timm.loss.LabelSmoothingCrossEntropy(0.1), ema=ema)

@program('timm')
def timm_regnetx_002(steps=30):
    model = timm.create_model('regnetx_002', num_classes=4)
    x, y = gratings(320, 48)
    opt = torch.optim.SGD(model.parameters(), lr=0.04, momentum=0.9, weight_decay=5e-5)
    yield from fit_images(model, batches(normalise(x), y, 24, steps), opt, warm_cosine(opt, steps, warm=5))

@program('timm')
def timm_convnext_atto(steps=50):
    model = timm.create_model('convnext_atto', num_classes=4, depths=(1, 1, 2, 1), dims=(24, 48, 96, 192),
                              drop_path_rate=0.05)
    x, y = gratings(320, 64)
    opt = torch.optim.AdamW(timm.optim.param_groups_weight_decay(model, 0.05), lr=1e-3)
    yield from fit_images(model, batches(normalise(x), y, 16, steps), opt, warm_cosine(opt, steps, warm=8))

@program('timm')
def timm_vit_tiny(steps=60):
    model = timm.create_model('vit_tiny_patch16_224', num_classes=4, img_size=32, patch_size=4,
                              embed_dim=64, depth=4, num_heads=4)
    x, y = gratings(480, 32)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.999), weight_decay=0.05)
    yield from fit_images(model, batches(normalise(x, (0.5,) * 3, (0.5,) * 3), y, 16, steps), opt,
                          warm_cosine(opt, steps, warm=10), clip=1.0)

@program('timm')
def timm_deit_distilled(steps=60):
    "A small convolutional teacher is trained first, then the student learns with its hard labels too"
    teacher = nn.Sequential(nn.Conv2d(3, 16, 5, 2, 2), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
                            nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(512, 3))
    x, y = colours(480, 32)
    x = normalise(x)
    opt = torch.optim.Adam(teacher.parameters(), lr=3e-3)
    for xb, yb in batches(x, y, 48, 30):
        opt.zero_grad(); F.cross_entropy(teacher(xb), yb).backward(); opt.step()
    teacher.eval()
    model = timm.create_model('deit_tiny_distilled_patch16_224', num_classes=3, img_size=32, patch_size=4,
                              embed_dim=64, depth=3, num_heads=4)
    model.set_distilled_training(True)
    yield model
    model.train()
    opt = torch.optim.AdamW(model.parameters(), lr=8e-4, weight_decay=0.05)
    sched = warm_cosine(opt, steps, warm=6, floor=0.05)
    for xb, yb in batches(x, y, 16, steps):
        with torch.no_grad(): t = teacher(xb).argmax(-1)
        out, out_dist = model(xb)
        loss = 0.5 * F.cross_entropy(out, yb, label_smoothing=0.1) + 0.5 * F.cross_entropy(out_dist, t)
        opt.zero_grad(); loss.backward(); opt.step(); sched.step()
        yield loss.item()

@program('timm')
def timm_swin(steps=60):
    model = timm.create_model('swin_tiny_patch4_window7_224', num_classes=4, img_size=32, patch_size=2,
                              window_size=4, embed_dim=32, depths=(2, 2), num_heads=(2, 4), drop_path_rate=0.05)
    x, y = gratings(480, 32)
    groups = timm.optim.param_groups_weight_decay(model, 0.05, no_weight_decay_list=model.no_weight_decay())
    opt = torch.optim.AdamW(groups, lr=1e-3)
    yield from fit_images(model, batches(normalise(x), y, 16, steps), opt, warm_cosine(opt, steps, warm=8), clip=5.0)

@program('timm')
def timm_mlp_mixer(steps=60):
    from timm.models.mlp_mixer import MlpMixer
    model = MlpMixer(num_classes=4, img_size=32, patch_size=4, num_blocks=4, embed_dim=64, mlp_ratio=(0.5, 4.0))
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    yield from fit_images(model, (dots(16, 32) for _ in range(steps)), opt, clip=1.0)

@program('timm')
def timm_resmlp(steps=60):
    from timm.models.mlp_mixer import MlpMixer, ResBlock, Affine
    model = MlpMixer(num_classes=4, img_size=32, patch_size=4, num_blocks=6, embed_dim=64, mlp_ratio=4,
                     block_layer=ResBlock, norm_layer=Affine)
    opt = timm.optim.create_optimizer_v2(model, opt='lamb', lr=1e-2, weight_decay=0.02)
    def data():
        for _ in range(steps):
            x, y = gratings(16, 32)
            yield normalise(x), y
    yield from fit_images(model, data(), opt, warm_cosine(opt, steps, warm=6))

@program('timm')
def timm_ghostnet(steps=30):
    model = timm.create_model('ghostnet_050', num_classes=3, drop_rate=0.0)
    x, y = colours(256, 48)
    opt = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9, weight_decay=4e-5)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=0.03, total_steps=steps + 1, pct_start=0.3)
    yield from fit_images(model, batches(normalise(x), y, 16, steps), opt, sched)

@program('timm')
def timm_coatnet(steps=30):
    from timm.models.maxxvit import MaxxVit, MaxxVitCfg
    model = MaxxVit(MaxxVitCfg(embed_dim=(32, 48, 64, 96), depths=(1, 1, 1, 1), block_type=('C', 'C', 'T', 'T'),
                               stem_width=(16, 32)), img_size=64, num_classes=4)
    x, y = gratings(320, 64)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)
    yield from fit_images(model, batches(normalise(x), y, 16, steps), opt, warm_cosine(opt, steps, warm=4), clip=1.0)

@program('timm')
def timm_nfnet(steps=40):
    from timm.models.nfnet import NormFreeNet, NfCfg
    cfg = NfCfg(depths=(1, 1, 1, 1), channels=(32, 64, 96, 128), stem_type='deep_quad', stem_chs=32, group_size=16,
                bottle_ratio=0.5, extra_conv=True, num_features=192, act_layer='gelu', attn_layer='se',
                attn_kwargs=dict(rd_ratio=0.5), skipinit=True, gamma_in_act=True)
    model = NormFreeNet(cfg, num_classes=4, drop_rate=0.1)
    x, y = gratings(320, 64)
    opt = torch.optim.SGD(model.parameters(), lr=0.06, momentum=0.9, nesterov=True, weight_decay=2e-5)
    yield from fit_images(model, batches(normalise(x), y, 16, steps), opt, warm_cosine(opt, steps, warm=5), agc=0.05)

# ---------------------------------------------------------------- sequences
TEXT = """
the sun came up over the hill and the birds began to sing in the old oak tree.
the farmer opened the gate and the cows walked slowly down the lane to the field.
his daughter carried a basket of bread and apples, and the dog ran on ahead of her.
by noon the wind had dropped and the river lay as still as a sheet of glass.
they sat in the shade by the water and ate the bread and threw the crusts to the ducks.
in the evening the clouds came over the hill and the rain began to fall on the field.
the cows stood close together under the old oak tree and the birds were quiet.
the farmer closed the gate and walked slowly up the lane with the dog at his side.
at home the fire was warm and his daughter read to him from a book about the sea.
then the rain stopped, the moon came out, and the river shone like silver in the night.
"""
CHARS = sorted(set(TEXT))
CODES = torch.tensor([CHARS.index(c) for c in TEXT])

def windows(n, length):
    "n pieces of the text, as character codes"
    i = torch.randint(0, len(CODES) - length, (n, 1))
    return CODES[i + torch.arange(length)]

def progressions(n, length, vocab, first=3):
    "start + k*step modulo the number of symbols; symbols begin at `first`"
    m = vocab - first
    a, b = torch.randint(0, m, (n, 1)), torch.randint(1, 4, (n, 1))
    return first + (a + b * torch.arange(length)) % m

def majority(n, length, vocab, first=3):
    "Class: does the first half of the alphabet make up most of the sentence? With [CLS]=1, [SEP]=2, padding 0"
    y = torch.randint(0, 2, (n,))
    lens = torch.randint(length // 2, length - 1, (n, 1))
    half = (vocab - first) // 2
    low = torch.rand(n, length) < torch.where(y == 1, 0.75, 0.25).unsqueeze(1)
    ids = first + torch.randint(0, half, (n, length)) + half * (~low).long()
    pos = torch.arange(length)
    ids = torch.where(pos > lens, 0, ids)
    ids[:, 0] = 1
    ids.scatter_(1, lens, 2)
    return ids, (pos <= lens).long(), y

def mask_tokens(ids, mask_id, vocab, first, p=0.15):
    "BERT's 80/10/10 masking"
    labels, inp = ids.clone(), ids.clone()
    m = (torch.rand(ids.shape) < p) & (ids >= first)
    m[:, 1] |= ~m.any(1)
    labels[~m] = -100
    u = torch.rand(ids.shape)
    inp[m & (u < 0.8)] = mask_id
    rnd = m & (u >= 0.9)
    inp[rnd] = torch.randint(first, vocab, ids.shape)[rnd]
    return inp, labels

def no_decay_groups(model, wd):
    "The usual split: neither biases nor norms decay"
    ps = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    return [dict(params=[p for n, p in ps if p.ndim > 1], weight_decay=wd),
            dict(params=[p for n, p in ps if p.ndim <= 1], weight_decay=0.0)]

def fit_hf(model, data, opt, sched=None, clip=1.0, accum=1):
    "data gives dicts that hold labels"
    yield model
    model.train()
    total = 0.0
    for i, batch in enumerate(data):
        loss = model(**batch).loss / accum
        loss.backward()
        total += loss.item()
        if (i + 1) % accum: continue
        if clip: nn.utils.clip_grad_norm_(model.parameters(), clip)
        opt.step()
        if sched: sched.step()
        opt.zero_grad()
        yield total
        total = 0.0

def _epochs(tensors, bs, steps):
    dl, i = DataLoader(TensorDataset(*tensors), batch_size=bs, shuffle=True, drop_last=True), 0
    while True:
        for b in dl:
            if i == steps: return
            yield b; i += 1

# ---------------------------------------------------------------- transformers
@program('transformers')
def hf_bert_classifier(steps=80):
    from transformers import BertConfig, BertForSequenceClassification
    model = BertForSequenceClassification(BertConfig(vocab_size=43, hidden_size=64, num_hidden_layers=2,
        num_attention_heads=4, intermediate_size=128, max_position_embeddings=32, num_labels=2))
    ids, mask, y = majority(512, 24, 43)
    opt = torch.optim.AdamW(no_decay_groups(model, 0.01), lr=1e-3)
    data = (dict(input_ids=a, attention_mask=b, labels=c)
            for a, b, c in _epochs((ids, mask, y), 16, steps))
    yield from fit_hf(model, data, opt, get_linear_schedule_with_warmup(opt, 8, steps))

@program('transformers')
def hf_roberta_mlm(steps=180):
    from transformers import RobertaConfig, RobertaForMaskedLM
    v = 29                                              # 0 <s>, 1 <pad>, 2 </s>, 3 <unk>, 4 <mask>
    model = RobertaForMaskedLM(RobertaConfig(vocab_size=v, hidden_size=64, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=192, max_position_embeddings=50, type_vocab_size=1))
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.01)
    def data():
        for _ in range(steps):
            ids = F.pad(F.pad(progressions(16, 20, v, first=5), (1, 0), value=0), (0, 1), value=2)
            inp, labels = mask_tokens(ids, 4, v, 5)
            yield dict(input_ids=inp, labels=labels)
    yield from fit_hf(model, data(), opt, get_linear_schedule_with_warmup(opt, 10, steps))

@program('transformers')
def hf_distilbert_tagger(steps=60):
    "Token classification: the third of the alphabet, with one exception after a certain token"
    from transformers import DistilBertConfig, DistilBertForTokenClassification
    model = DistilBertForTokenClassification(DistilBertConfig(vocab_size=20, dim=64, n_layers=2, n_heads=4,
        hidden_dim=128, max_position_embeddings=32, num_labels=3))
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    def data():
        for _ in range(steps):
            ids = torch.randint(2, 20, (24, 20)); ids[:, 0] = 1
            labels = (ids - 2) // 6                     # which third of the alphabet ...
            labels[:, 2:] = torch.where(ids[:, 1:-1] == 7, 0, labels[:, 2:])   # ... but 0 after the token 7
            labels[:, 0] = -100
            yield dict(input_ids=ids, labels=labels)
    yield from fit_hf(model, data(), opt, get_cosine_schedule_with_warmup(opt, 6, steps))

@program('transformers')
def hf_albert_classifier(steps=80):
    from transformers import AlbertConfig, AlbertForSequenceClassification
    model = AlbertForSequenceClassification(AlbertConfig(vocab_size=43, embedding_size=32, hidden_size=64,
        num_hidden_layers=3, num_attention_heads=4, intermediate_size=128, max_position_embeddings=32, num_labels=2))
    ids, mask, y = majority(640, 20, 43)
    opt = torch.optim.Adam(model.parameters(), lr=5e-4)
    data = (dict(input_ids=a, attention_mask=b, labels=c) for a, b, c in _epochs((ids, mask, y), 16, steps))
    yield from fit_hf(model, data, opt, get_linear_schedule_with_warmup(opt, 10, steps + 10))

@program('transformers')
def hf_electra_discriminator(steps=120):
    "Replaced-token detection: a fifth of the characters of the text is replaced at random"
    from transformers import ElectraConfig, ElectraForPreTraining
    model = ElectraForPreTraining(ElectraConfig(vocab_size=1 + len(CHARS), embedding_size=32, hidden_size=64, num_hidden_layers=2,
        num_attention_heads=4, intermediate_size=128, max_position_embeddings=32))
    opt = torch.optim.AdamW(no_decay_groups(model, 0.01), lr=2e-3, eps=1e-6)
    def data():
        for _ in range(steps):
            ids = 1 + windows(16, 30)
            new = torch.where(torch.rand(ids.shape) < 0.2, torch.randint(1, 1 + len(CHARS), ids.shape), ids)
            yield dict(input_ids=new, labels=(new != ids).long())
    yield from fit_hf(model, data(), opt, get_linear_schedule_with_warmup(opt, 8, steps))

@program('transformers')
def hf_gpt2(steps=80):
    from transformers import GPT2Config, GPT2LMHeadModel
    model = GPT2LMHeadModel(GPT2Config(vocab_size=len(CHARS), n_positions=48, n_embd=64, n_layer=3, n_head=4,
                                       bos_token_id=0, eos_token_id=0))
    opt = torch.optim.AdamW(no_decay_groups(model, 0.1), lr=2e-3, betas=(0.9, 0.95))
    def data():
        for _ in range(steps):
            ids = windows(12, 48)
            yield dict(input_ids=ids, labels=ids)
    yield from fit_hf(model, data(), opt, get_cosine_schedule_with_warmup(opt, 10, steps))

@program('transformers')
def hf_gpt_neox(steps=60):
    from transformers import GPTNeoXConfig, GPTNeoXForCausalLM
    model = GPTNeoXForCausalLM(GPTNeoXConfig(vocab_size=27, hidden_size=64, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=192, max_position_embeddings=32, bos_token_id=0, eos_token_id=0))
    opt = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.95))
    def data():
        for _ in range(steps):
            ids = progressions(16, 24, 27)
            yield dict(input_ids=ids, labels=ids)
    yield from fit_hf(model, data(), opt, get_cosine_schedule_with_warmup(opt, 5, steps + 20))

@program('transformers')
def hf_llama(steps=40):
    "Two micro-batches to an optimiser step"
    from transformers import LlamaConfig, LlamaForCausalLM
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(CHARS), hidden_size=64, intermediate_size=172,
        num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
        bos_token_id=0, eos_token_id=0, pad_token_id=None))
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.95), weight_decay=0.1)
    def data():
        for _ in range(2 * steps):
            ids = windows(8, 48)
            yield dict(input_ids=ids, labels=ids)
    yield from fit_hf(model, data(), opt, get_cosine_schedule_with_warmup(opt, 5, steps), accum=2)

@program('transformers')
def hf_mistral(steps=60):
    from transformers import MistralConfig, MistralForCausalLM
    model = MistralForCausalLM(MistralConfig(vocab_size=27, hidden_size=48, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, sliding_window=16, max_position_embeddings=64,
        tie_word_embeddings=True, bos_token_id=0, eos_token_id=0))
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.95), weight_decay=0.05)
    def data():
        for _ in range(steps):
            ids = progressions(16, 32, 27)
            labels = ids.clone(); labels[:, :2] = -100            # the first two cannot be guessed
            yield dict(input_ids=ids, labels=labels)
    yield from fit_hf(model, data(), opt, get_linear_schedule_with_warmup(opt, 6, steps))

@program('transformers')
def hf_t5(steps=60):
    "Sort a short sequence"
    from transformers import T5Config, T5ForConditionalGeneration
    model = T5ForConditionalGeneration(T5Config(vocab_size=20, d_model=64, d_kv=16, d_ff=128, num_layers=2, num_heads=4,
        relative_attention_num_buckets=16, dropout_rate=0.05, decoder_start_token_id=0))
    opt = transformers.Adafactor(model.parameters(), lr=1e-2, scale_parameter=False, relative_step=False, warmup_init=False)
    def data():
        for _ in range(steps):
            src = torch.randint(2, 20, (24, 8))
            tgt = F.pad(src.sort(1).values, (0, 1), value=1)      # </s>
            yield dict(input_ids=F.pad(src, (0, 1), value=1), labels=tgt)
    yield from fit_hf(model, data(), opt, None)

@program('transformers')
def hf_bart(steps=60):
    "Denoising: a third of the tokens of a progression is masked, the decoder writes it out"
    from transformers import BartConfig, BartForConditionalGeneration
    model = BartForConditionalGeneration(BartConfig(vocab_size=28, d_model=64, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=128, decoder_ffn_dim=128,
        max_position_embeddings=32, dropout=0.1, pad_token_id=1, bos_token_id=0, eos_token_id=2,
        decoder_start_token_id=2, forced_eos_token_id=2))
    opt = torch.optim.AdamW(no_decay_groups(model, 0.01), lr=2e-3, betas=(0.9, 0.98))
    def data():
        for _ in range(steps):
            ids = F.pad(progressions(16, 16, 28, first=4), (0, 1), value=2)
            hide = (torch.rand(ids.shape) < 0.3) & (ids > 3)
            yield dict(input_ids=torch.where(hide, 3, ids), labels=ids)
    yield from fit_hf(model, data(), opt, get_linear_schedule_with_warmup(opt, 8, steps + 10))

@program('transformers')
def hf_wav2vec2(steps=40):
    "Is the tone low, middle or high? Classes from raw sound, zero mean and unit variance"
    from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification
    model = Wav2Vec2ForSequenceClassification(Wav2Vec2Config(hidden_size=48, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=96, conv_dim=(32, 32, 48), conv_stride=(5, 4, 4), conv_kernel=(10, 8, 4),
        num_feat_extract_layers=3, num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4,
        mask_time_prob=0.0, layerdrop=0.0, num_labels=3, classifier_proj_size=32))
    opt = torch.optim.AdamW(no_decay_groups(model, 0.01), lr=1.5e-3)
    t = torch.arange(1600) / 1600
    def data():
        for _ in range(steps):
            y = torch.randint(0, 3, (12,))
            f = torch.tensor([30., 80., 200.])[y].unsqueeze(1) * (0.85 + 0.3 * torch.rand(12, 1))
            x = torch.sin(2 * math.pi * (f * t + torch.rand(12, 1))) * (0.3 + 0.7 * torch.rand(12, 1))
            x = x + 0.05 * torch.randn(12, 1600)
            yield dict(input_values=(x - x.mean(1, True)) / x.std(1, keepdim=True), labels=y)
    yield from fit_hf(model, data(), opt, get_linear_schedule_with_warmup(opt, 4, steps))

@program('transformers')
def hf_gpt2_lora(steps=50):
    "A short pretraining on one half of the text, then LoRA (attention) on the other half"
    from transformers import GPT2Config, GPT2LMHeadModel
    from peft import LoraConfig, get_peft_model
    base = GPT2LMHeadModel(GPT2Config(vocab_size=len(CHARS), n_positions=40, n_embd=64, n_layer=2, n_head=4,
                                      bos_token_id=0, eos_token_id=0))
    half = len(CODES) // 2
    def piece(lo, hi):
        i = lo + torch.randint(0, hi - lo - 40, (12, 1))
        return CODES[i + torch.arange(40)]
    opt = torch.optim.AdamW(base.parameters(), lr=2e-3)
    base.train()
    for _ in range(60):
        ids = piece(0, half)
        opt.zero_grad(); base(input_ids=ids, labels=ids).loss.backward(); opt.step()
    model = get_peft_model(base, LoraConfig(task_type='CAUSAL_LM', r=8, lora_alpha=16, lora_dropout=0.05,
                                            target_modules=['c_attn', 'c_proj'], fan_in_fan_out=True))
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=5e-3, weight_decay=0.0)
    def data():
        for _ in range(steps):
            ids = piece(half, len(CODES))
            yield dict(input_ids=ids, labels=ids)
    yield from fit_hf(model, data(), opt, get_linear_schedule_with_warmup(opt, 4, steps))
