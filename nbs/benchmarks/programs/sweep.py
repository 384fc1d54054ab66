"Small models of other people's libraries, each with a loss on a small random batch, as their authors initialise them"
import copy, functools
import torch, torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

# A library is a function that gives a dict: name of a model -> function without arguments that builds it.
# Building gives the model and its loss, a function of the model, with the batch inside it; `loss.lr` is its rate, if not 1e-3.
libraries = {}
LARGEST = 50e6     # parameters; two cores train nothing larger in passing

def library(f): libraries[f.__name__] = f; return f

class TooLarge(Exception): pass

def small_enough(model):
    n = sum(p.numel() for p in model.parameters())
    if n > LARGEST: raise TooLarge(f'{n/1e6:.0f} million parameters')
    return model

def classify(x, y):
    "Cross-entropy, of several outputs if there are several"
    def loss(model):
        outs = model(x)
        return sum(F.cross_entropy(o, y) for o in ([outs] if isinstance(outs, torch.Tensor) else outs))
    return loss

def squares(y, *xs): return lambda model: F.mse_loss(model(*xs), y)

def pictures(n=4, size=64, classes=10): return torch.randn(n, 3, size, size), torch.arange(n) % classes

# ---------------------------------------------------------------- PyTorch's own modules
class Tagger(nn.Module):
    def __init__(self, rnn):
        super().__init__()
        self.emb,self.rnn,self.head = nn.Embedding(30, 16),rnn(16, 24, 2, batch_first=True, bidirectional=True),nn.Linear(48, 5)

    def forward(self, x): return self.head(self.rnn(self.emb(x))[0]).transpose(1, 2)

class Encoder(nn.Module):
    def __init__(self, **kw):
        super().__init__()
        self.emb = nn.Embedding(30, 32)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 64, batch_first=True, **kw), 2)
        self.head = nn.Linear(32, 5)

    def forward(self, x): return self.head(self.enc(self.emb(x)).mean(1))

class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb,self.head = nn.EmbeddingBag(30, 16, sparse=False),nn.Linear(16, 5)

    def forward(self, x): return self.head(self.emb(x))

def _words(n=8, length=12): return torch.randint(0, 30, (n, length))
def _tagged(rnn): return Tagger(rnn), classify(_words(), torch.randint(0, 5, (8, 12)))
def _bag(): return Bag(), classify(_words(), torch.arange(8) % 5)
def _encoded(**kw): return Encoder(**kw), classify(_words(), torch.arange(8) % 5)
def _conv(*layers, wrap=lambda m: m):
    return nn.Sequential(wrap(nn.Conv2d(3, 16, 3, 2, 1)), *layers, wrap(nn.Conv2d(16, 32, 3, 2, 1)), nn.ReLU(),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10)), classify(*pictures(8, 32))

def _autoencoder():
    x = torch.randn(8, 3, 32, 32)
    return nn.Sequential(nn.Conv2d(3, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(),
                         nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, 3, 4, 2, 1)), squares(x, x)

def _seq2seq():
    model = nn.Transformer(32, 4, 2, 2, 64, batch_first=True)
    return model, squares(torch.randn(4, 6, 32), torch.randn(4, 8, 32), torch.randn(4, 6, 32))

def _selu():
    model = nn.Sequential(nn.Linear(20, 32), nn.SELU(), nn.AlphaDropout(.1), nn.Linear(32, 1))
    return model, squares(torch.randn(16, 1), torch.randn(16, 20))

def _volume():
    model = nn.Sequential(nn.Conv3d(1, 8, 3, 2, 1), nn.GroupNorm(2, 8), nn.SiLU(), nn.Conv3d(8, 16, 3, 2, 1), nn.Mish(),
                          nn.AdaptiveMaxPool3d(1), nn.Flatten(), nn.Linear(16, 4))
    return model, classify(torch.randn(4, 1, 16, 16, 16), torch.arange(4))

@library
def modules():
    return {
        'LSTM': lambda: _tagged(nn.LSTM), 'GRU': lambda: _tagged(nn.GRU), 'EmbeddingBag': _bag,
        'Transformer': _seq2seq, 'TransformerEncoder': _encoded, 'norm first': lambda: _encoded(norm_first=True),
        'BatchNorm2d': lambda: _conv(nn.BatchNorm2d(16), nn.ReLU()), 'PReLU': lambda: _conv(nn.PReLU()),
        'InstanceNorm2d': lambda: _conv(nn.InstanceNorm2d(16), nn.ReLU()), 'in place': lambda: _conv(nn.ReLU(True)),
        'spectral_norm': lambda: _conv(nn.ReLU(), wrap=spectral_norm), 'weight_norm': lambda: _conv(nn.ReLU(), wrap=weight_norm),
        'ConvTranspose2d': _autoencoder, 'SELU': _selu, 'Conv3d': _volume}

# ---------------------------------------------------------------- torchvision
def _boxes(size, n, **more):
    "Pictures, and two boxes on each"
    x = [torch.rand(3, size, size) for _ in range(n)]
    lo = torch.rand(n, 2, 2)*size/2
    boxes = torch.cat([lo, lo + size/4 + torch.rand(n, 2, 2)*size/4], -1)
    return x, [dict(boxes=b, labels=torch.tensor([1, 2]), **{k: v() for k,v in more.items()}) for b in boxes]

def _detect(make, size=128, n=2, **more):
    def build():
        x,targets = _boxes(size, n, **more)
        def loss(model): return sum(model(x, targets).values())
        loss.lr = 1e-4 # as usual for detectors, which nothing normalises behind the backbone
        return small_enough(make()), loss
    return build

def _detectors():
    from torchvision.models import detection as d
    from torchvision.ops.feature_pyramid_network import LastLevelP6P7
    def resnet(**kw):
        return d.backbone_utils.resnet_fpn_backbone(backbone_name='resnet18', weights=None, norm_layer=nn.BatchNorm2d,
                                                    trainable_layers=5, **kw)
    def pyramid(): return resnet(returned_layers=[2, 3, 4], extra_blocks=LastLevelP6P7(256, 256))
    size = dict(min_size=128, max_size=128)
    few = dict(size, box_batch_size_per_image=32, rpn_post_nms_top_n_train=100)
    plain = dict(weights=None, weights_backbone=None, num_classes=5)
    masks = dict(masks=lambda: torch.randint(0, 2, (2, 128, 128), dtype=torch.uint8))
    points = dict(keypoints=lambda: torch.cat([torch.rand(2, 17, 2)*128, torch.ones(2, 17, 1)], -1))
    small,whole = d.fasterrcnn_mobilenet_v3_large_320_fpn,d.fasterrcnn_mobilenet_v3_large_fpn
    return {small.__name__: _detect(lambda: small(**plain, **few)), whole.__name__: _detect(lambda: whole(**plain, **few)),
            'fasterrcnn_resnet50_fpn_v2': _detect(lambda: d.fasterrcnn_resnet50_fpn_v2(**plain, **few)),
            'FasterRCNN, resnet18': _detect(lambda: d.FasterRCNN(resnet(), 5, **few)),
            'MaskRCNN, resnet18': _detect(lambda: d.MaskRCNN(resnet(), 5, **few), **masks),
            'KeypointRCNN, resnet18': _detect(lambda: d.KeypointRCNN(resnet(), 3, **few), **points),
            'RetinaNet, resnet18': _detect(lambda: d.RetinaNet(pyramid(), 5, **size)),
            'FCOS, resnet18': _detect(lambda: d.FCOS(pyramid(), 5, **size)),
            'ssd300_vgg16': _detect(lambda: d.ssd300_vgg16(**plain), n=1),
            'ssdlite320_mobilenet_v3_large': _detect(lambda: d.ssdlite320_mobilenet_v3_large(**plain))}

def _segmenters():
    from torchvision.models import segmentation as s
    def one(name):
        def build():
            x,y = torch.randn(2, 3, 64, 64),torch.randint(0, 5, (2, 64, 64))
            more = {} if name.startswith('lraspp') else dict(aux_loss=True)
            model = getattr(s, name)(weights=None, weights_backbone=None, num_classes=5, **more)
            return small_enough(model), lambda model: sum(F.cross_entropy(o, y) for o in model(x).values())
        return build
    names = 'lraspp_mobilenet_v3_large','deeplabv3_mobilenet_v3_large','deeplabv3_resnet50','fcn_resnet50'
    return {name: one(name) for name in names}

def _videos():
    from torchvision.models import video as v
    def one(name, n=2, frames=8, size=64):
        def build():
            x = torch.randn(n, 3, frames, size, size)
            return small_enough(getattr(v, name)(weights=None, num_classes=5)), classify(x, torch.arange(n))
        return build
    def mvit(): # the builders have fixed 16 frames of 224 pixels
        c = lambda heads, inp, out, q, kv: v.mvit.MSBlockConfig(heads, inp, out, [3, 3, 3], [3, 3, 3], [1, q, q], [1, kv, kv])
        model = v.MViT((64, 64), 8, [c(1, 96, 96, 1, 8), c(2, 96, 192, 2, 4), c(2, 192, 192, 1, 4)], residual_pool=True,
                       residual_with_cls_embed=False, rel_pos_embed=True, proj_after_attn=True, num_classes=5)
        return model, classify(torch.randn(2, 3, 8, 64, 64), torch.tensor([1, 3]))
    return {'r3d_18': one('r3d_18'), 'mc3_18': one('mc3_18'), 'r2plus1d_18': one('r2plus1d_18'), 'swin3d_t': one('swin3d_t'),
            's3d': one('s3d', n=1, frames=16, size=224), 'MViT, 3 blocks': mvit}

def _classifiers():
    import torchvision.models as m
    sizes = dict(inception_v3=299, googlenet=96, maxvit_t=224, alexnet=96)
    more = dict(inception_v3=dict(init_weights=True), googlenet=dict(init_weights=True))
    def one(name):
        def build():
            model = getattr(m, name)(weights=None, num_classes=10, **more.get(name, {}))
            size = sizes.get(name, 64)
            return small_enough(model), classify(*pictures(4 if size < 200 else 2, size))
        return build
    def vit(): return m.VisionTransformer(64, 16, 4, 3, 192, 768, num_classes=10), classify(*pictures())
    names = '''alexnet convnext_tiny densenet121 efficientnet_b0 efficientnet_v2_s googlenet inception_v3 maxvit_t mnasnet0_5
               mobilenet_v2 mobilenet_v3_small regnet_x_400mf regnet_y_400mf resnet18 resnext50_32x4d shufflenet_v2_x0_5
               squeezenet1_1 swin_t swin_v2_t vgg11'''
    return {name: one(name) for name in names.split()} | {'VisionTransformer, 4 blocks': vit}

@library
def torchvision(): return _classifiers() | _detectors() | _segmenters() | _videos()

# ---------------------------------------------------------------- timm: one small member of each of its modules
TIMM = """
    coat_lite_tiny convit_tiny convmixer_768_32 convnext_atto cpubone_nano crossvit_tiny_240 cs3darknet_s csatv2
    cspnext_tiny deit_tiny_patch16_224 densenet121 dla34 dpn68 edgenext_xx_small efficientformer_l1 efficientformerv2_s0
    efficientvim_m1 efficientvit_b0 efficientvit_m0 ese_vovnet39b fasternet_t0 fastvit_t8 focalnet_tiny_srf gcvit_xxtiny
    ghostnet_050 gmlp_ti16_224 halonet26t hardcorenas_a hgnetv2_b0 hrnet_w18_small iformer_t inception_next_atto
    inception_resnet_v2 inception_v3 inception_v4 lcnetv2_small legacy_seresnet18 legacy_xception levit_128s lowformer_b0
    mambaout_femto maxvit_pico_rw_256 mixnet_s mobilenetv4_conv_small_035 mobilenetv5_base mobileone_s0 mobilevit_xxs
    mvitv2_tiny nest_tiny nextvit_small nf_regnet_b0 pit_ti_224 pnasnet5large poolformer_s12 pvt_v2_b0 rdnet_tiny
    regnetx_002 repghostnet_050 repvit_m0_9 res2net50_14w_8s resnest14d resnet10t resnetv2_18 rexnet_100 sam2_hiera_tiny
    selecsls42b shvit_s1 skresnet18 starnet_s050 swiftformer_xs tiny_vit_5m_224 tresnet_m visformer_tiny
    vit_tiny_patch16_224 vit_tiny_r_s16_p8_224 vitamin_small_224 volo_d1_224 xception41 xcit_nano_12_p8_224""".split()
_vit,_four = dict(embed_dim=192, num_heads=3, depth=4),(1, 1, 2, 1)
TIMM_FEWER_BLOCKS = dict(
    beit_base_patch16_224=_vit, naflexvit_base_patch16_gap=_vit, vit_relpos_small_patch16_224=_vit,
    samvit_base_patch16=dict(_vit, global_attn_indexes=(3,)), deepseek_vit_412m=_vit, gemma4_vit_167m=_vit, qwen3_vit_88m=_vit,
    cait_xxs24_224=dict(depth=6), davit_tiny=dict(depths=_four), eva02_tiny_patch14_224=dict(depth=4),
    hiera_tiny_224=dict(stages=_four), nasnetalarge=dict(num_features=1056, stem_size=32), sequencer2d_s=dict(layers=_four),
    swin_tiny_patch4_window7_224=dict(depths=_four), swinv2_tiny_window8_256=dict(depths=_four),
    swinv2_cr_tiny_224=dict(depths=_four), tnt_s_patch16_224=dict(depth=4), twins_svt_small=dict(depths=_four),
    vgg11=dict(mlp_ratio=.05))

@functools.cache
def _timm_pixels(name):
    "As few pixels as the model takes, and how it is told of them"
    import timm
    fewer,error = TIMM_FEWER_BLOCKS.get(name, {}),None
    try:
        with torch.device('meta'): small_enough(timm.create_model(name, num_classes=10, **fewer)) # without memory
    except TooLarge: raise
    except Exception: pass # it reads its own numbers while it is built
    for size in 64, 96, 128, 224, 256:
        for more in dict(img_size=size), {}:
            try:
                with torch.no_grad(): timm.create_model(name, num_classes=10, **fewer, **more).train()(pictures(2, size)[0])
                return size, more
            except Exception as e: error = e
    raise error

def _timm(name):
    def build():
        import timm
        state = torch.get_rng_state()
        size,more = _timm_pixels(name)
        torch.set_rng_state(state)
        model = small_enough(timm.create_model(name, num_classes=10, **TIMM_FEWER_BLOCKS.get(name, {}), **more))
        return model, classify(*pictures(4 if size < 200 else 2, size))
    return build

@library
def timm():
    import timm as _ # is it there?
    return {name: _timm(name) for name in sorted([*TIMM, *TIMM_FEWER_BLOCKS])}

# ---------------------------------------------------------------- transformers: what settings are called, and how small they are
TINY = dict(
    vocab_size=64, type_vocab_size=2, max_position_embeddings=64, n_positions=64, n_ctx=64,
    pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=2, image_size=64, num_labels=10, conv_dim=32, depths=1,
    hidden_size=32, d_model=32, n_embd=32, dim=32, emb_dim=32, embedding_size=32, rotary_dim=4, head_dim=8, d_kv=8, kv_channels=8,
    intermediate_size=64, d_ff=64, d_inner=64, ffn_dim=64, ffn_hidden_size=64, encoder_ffn_dim=64, decoder_ffn_dim=64,
    classifier_proj_size=32, num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4,
    num_hidden_layers=2, n_layer=2, n_layers=2, num_layers=2, encoder_layers=2, decoder_layers=2, num_decoder_layers=2,
    num_attention_heads=4, n_head=4, n_heads=4, num_heads=4, encoder_attention_heads=4, decoder_attention_heads=4,
    num_key_value_heads=2, num_kv_heads=2, q_lora_rank=16, kv_lora_rank=16, qk_rope_head_dim=8, qk_nope_head_dim=8, v_head_dim=8,
    num_experts=4, num_local_experts=4, n_routed_experts=4, num_experts_per_tok=2, n_group=1, topk_group=1, n_shared_experts=1,
    moe_intermediate_size=32, shared_expert_intermediate_size=32, first_k_dense_replace=1,
    linear_num_key_heads=2, linear_num_value_heads=4, linear_key_head_dim=8, linear_value_head_dim=8,
    state_size=8, time_step_rank=4, chunk_size=8, mamba_n_heads=8, mamba_d_head=8, mamba_d_state=8, mamba_chunk_size=8)

MORE = dict( # what only one kind has
    bamba=dict(attn_layer_indices=[1]), deepseek_v2=dict(num_key_value_heads=4, num_experts_per_tok=2),
    deepseek_v3=dict(num_key_value_heads=4), esm=dict(vocab_size=64, pad_token_id=0, mask_token_id=1),
    gpt_neo=dict(attention_types=[[['global', 'local'], 1]]), jamba=dict(attn_layer_period=2, attn_layer_offset=1),
    longt5=dict(decoder_start_token_id=0), luke=dict(entity_vocab_size=16), mamba2=dict(head_dim=16, n_groups=1),
    nemotron=dict(num_key_value_heads=2), qwen3_next=dict(full_attention_interval=2), recurrent_gemma=dict(num_hidden_layers=3),
    reformer=dict(is_decoder=True, axial_pos_shape=[4, 4], axial_pos_embds_dim=[16, 16]), swin=dict(window_size=2),
    switch_transformers=dict(decoder_start_token_id=0), t5=dict(decoder_start_token_id=0), xmod=dict(default_language='en_XX'))

WORDS = dict(
    MODEL_FOR_MASKED_LM_MAPPING='''
        albert bert big_bird camembert convbert data2vec-text deberta deberta-v2 distilbert electra ernie esm flaubert fnet
        funnel ibert longformer luke megatron-bert mobilebert modernbert mpnet mra nystromformer rembert roberta
        roberta-prelayernorm roc_bert roformer squeezebert tapas xlm xlm-roberta xlm-roberta-xl xmod yoso''',
    MODEL_FOR_CAUSAL_LM_MAPPING='''
        arcee bamba biogpt bloom codegen cohere cohere2 ctrl deepseek_v2 deepseek_v3 diffllama falcon falcon_mamba gemma
        gemma2 gemma3_text glm glm4 gpt2 gpt_bigcode gpt_neo gpt_neox gpt_oss gptj granite granitemoe helium jamba jetmoe lfm2
        llama mamba mamba2 mistral mixtral modernbert-decoder mpt nemotron olmo olmo2 olmoe openai-gpt opt persimmon phi phi3
        qwen2 qwen2_moe qwen3 qwen3_moe qwen3_next recurrent_gemma reformer rwkv smollm3 stablelm starcoder2 xglm xlnet xlstm
        zamba2''',
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING='''
        bart bigbird_pegasus blenderbot blenderbot-small fsmt led longt5 m2m_100 marian mbart mt5 mvp nllb-moe pegasus
        pegasus_x plbart prophetnet switch_transformers t5 umt5''')
PICTURES = dict(
    MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING='''
        beit bit convnext convnextv2 cvt data2vec-vision dinov2 dinov2_with_registers efficientnet focalnet hgnet_v2 hiera
        ijepa mobilenet_v1 mobilenet_v2 mobilevit mobilevitv2 poolformer pvt pvt_v2 regnet resnet segformer
        swiftformer swin swinv2 textnet vit vit_msn''',
    MODEL_FOR_PRETRAINING_MAPPING='''
        vit_mae''')
SOUNDS = dict(
    MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING='''
        data2vec-audio hubert sew sew-d unispeech unispeech-sat wav2vec2 wav2vec2-conformer wavlm''')

def _tiny(default):
    "The settings of TINY that this kind has, in its own form; what it leaves open stays open, and a second name is left out"
    out = {}
    for k,v in TINY.items():
        was,as_property = getattr(default, k, None),getattr(type(default), k, None)
        if was is None or k in default.attribute_map or isinstance(as_property, property) and not as_property.fset: continue
        out[k] = type(was)([v]*len(was)) if isinstance(was, (list, tuple)) else v
    return out

@functools.cache
def _tiny_class(task, kind):
    "Its class, and a configuration that is known to be small"
    import transformers
    from transformers.models.auto import modeling_auto
    config = transformers.CONFIG_MAPPING[kind]
    cls = getattr(modeling_auto, task)[config]
    cls = cls[0] if isinstance(cls, tuple) else cls
    config = config(**_tiny(config()) | MORE.get(kind, {}))
    try:
        with torch.device('meta'): small_enough(cls(config)) # without memory
    except TooLarge: raise
    except Exception: pass # it reads its own numbers while it is built
    return cls, config

def _transformer(task, kind, batch):
    def build():
        state = torch.get_rng_state()
        cls,config = _tiny_class(task, kind)
        torch.set_rng_state(state)
        model = small_enough(cls(copy.deepcopy(config)))
        inputs = batch()
        return model, lambda model: model(**inputs).loss
    return build

def _sentences():
    ids = torch.randint(3, 64, (4, 16))
    return dict(input_ids=ids, labels=ids.clone())

def _photos(): return dict(pixel_values=torch.randn(4, 3, 64, 64), labels=torch.arange(4))
def _recordings(): return dict(input_values=torch.randn(2, 16000), labels=torch.arange(2))
def _unlabelled(): return dict(pixel_values=torch.randn(4, 3, 64, 64))

@library
def transformers():
    import transformers
    transformers.logging.set_verbosity_error()
    found = {}
    for tasks,batch in (WORDS, _sentences), (PICTURES, _photos), (SOUNDS, _recordings):
        for task,kinds in tasks.items():
            found |= {k: _transformer(task, k, _unlabelled if 'PRETRAINING' in task else batch) for k in kinds.split()}
    return found

# ---------------------------------------------------------------- peft: each adapter in a tiny Llama
_two = dict(target_modules=['q_proj', 'v_proj'])
_prompt = dict(num_virtual_tokens=4)
ADAPTERS = {name: (name, kw) for name,kw in dict(
    LoraConfig=_two, AdamssConfig=dict(_two, r=8, num_subspaces=2, subspace_rank=1),
    BeftConfig=dict(target_modules=['v_proj']), BOFTConfig=dict(_two, boft_block_size=4),
    C3AConfig=dict(_two, block_size=8), CartridgeConfig=_prompt, DeloraConfig=_two, DeftConfig=dict(_two, r=8),
    FourierFTConfig=dict(_two, n_frequency=50), GloraConfig=_two, FrodConfig=dict(_two, progressbar=False),
    GraloraConfig=dict(_two, r=8), HiraConfig=_two, HRAConfig=_two, LilyConfig=_two, LoHaConfig=_two, LoKrConfig=_two,
    MissConfig=dict(_two, r=8), OFTConfig=dict(_two, oft_block_size=8), OSFConfig=dict(_two, effective_rank=8),
    PeanutConfig=_two, PsoftConfig=dict(_two, r=8), PveraConfig=dict(_two, r=8), RandLoraConfig=dict(_two, r=8),
    ShadowConfig=_two, RoadConfig=dict(_two, group_size=8), ShiraConfig=dict(_two, r=4), SupertuningConfig=_two,
    TinyLoraConfig=_two, UniLoraConfig=dict(_two, theta_d_length=64),
    VBLoRAConfig=dict(_two, num_vectors=16, vector_length=8), VeraConfig=dict(_two, r=8),
    WaveFTConfig=dict(_two, n_frequency=50), AdaLoraConfig=dict(_two, init_r=6, target_r=4, total_step=100),
    AdaptionPromptConfig=dict(adapter_len=4, adapter_layers=2),
    IA3Config=dict(target_modules=['k_proj', 'v_proj', 'down_proj'], feedforward_modules=['down_proj']), LNTuningConfig={},
    TrainableTokensConfig=dict(token_indices=[1, 2, 3], target_modules=['embed_tokens']), PrefixTuningConfig=_prompt,
    PromptTuningConfig=_prompt, PromptEncoderConfig=dict(_prompt, encoder_hidden_size=32)).items()}
ADAPTERS |= {f'LoraConfig, {name}': ('LoraConfig', dict(_two, **kw)) for name,kw in {
    'dora': dict(use_dora=True), 'rslora': dict(use_rslora=True), 'dropout': dict(lora_dropout=.1),
    'gaussian': dict(init_lora_weights='gaussian'), 'orthogonal': dict(init_lora_weights='orthogonal'),
    'pissa': dict(init_lora_weights='pissa'), 'olora': dict(init_lora_weights='olora'),
    'embedding': dict(target_modules=['embed_tokens', 'down_proj']), 'head': dict(modules_to_save=['lm_head']),
    'all-linear': dict(target_modules='all-linear'), 'tokens': dict(trainable_token_indices=[1, 2, 3]),
    'bias': dict(lora_bias=True)}.items()}

def _adapter(config, kw):
    def build():
        import peft
        llama,loss = _transformer('MODEL_FOR_CAUSAL_LM_MAPPING', 'llama', _sentences)()
        return peft.get_peft_model(llama, getattr(peft, config)(task_type='CAUSAL_LM', **kw)), loss
    return build

@library
def peft():
    import peft as _
    return {name: _adapter(*how) for name,how in sorted(ADAPTERS.items())}
