"""Which functions of torch may be called from pasted code; none of them reads, writes or loads."""

from core.engines.networks.reader.words import words

FUNCTIONAL = words(
    """
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
    adaptive_max_pool2d adaptive_max_pool3d alpha_dropout avg_pool1d avg_pool2d avg_pool3d
    affine_grid batch_norm bilinear binary_cross_entropy binary_cross_entropy_with_logits celu
    celu_ channel_shuffle conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d
    cosine_similarity cross_entropy dropout dropout1d dropout2d dropout3d elu elu_ embedding
    feature_alpha_dropout fold gelu glu grid_sample group_norm gumbel_softmax hardshrink
    hardsigmoid hardswish hardtanh hardtanh_ huber_loss instance_norm interpolate kl_div l1_loss
    layer_norm leaky_relu leaky_relu_ linear mse_loss nll_loss smooth_l1_loss
    local_response_norm log_softmax logsigmoid lp_pool1d lp_pool2d lp_pool3d max_pool1d max_pool2d
    max_pool3d mish normalize one_hot pad pairwise_distance pixel_shuffle pixel_unshuffle prelu
    relu relu6 relu_ rms_norm rrelu scaled_dot_product_attention selu sigmoid silu softmax softmin
    rrelu_ selu_ softplus softshrink softsign tanh tanhshrink threshold threshold_ unfold upsample
    """
)
BOTH = words(
    """
    abs add addcmul addmm all amax amin any argmax argmin argsort atan2 baddbmm bmm ceil chunk
    clamp clamp_max clamp_min clip cos cosh cumprod cumsum diag diag_embed diagonal div divide dot
    eq erf exp expand_as expm1 flatten flip floor fmod gather ge gt index_select inner lerp le log
    log10 log1p log2 log_softmax logical_and logical_not logical_or logsumexp lt masked_fill matmul
    max maximum mean median min minimum mm movedim mul multiply mv nan_to_num narrow ne neg norm
    numel outer permute pow prod reciprocal relu relu_ remainder reshape roll round rsqrt scatter
    scatter_add select sigmoid sign sin sinh softmax sort split sqrt square squeeze std sub
    subtract sum swapaxes swapdims t take_along_dim tan tanh tile topk transpose tril triu unbind
    unflatten unsqueeze var where
    absolute diff fliplr flipud ger isfinite isinf isnan kron logit rot90
    """
)
TORCH = BOTH | words(
    """
    alpha_dropout avg_pool1d batch_norm bernoulli broadcast_to cat cdist celu concat concatenate
    conv1d conv2d conv3d conv_transpose1d conv_transpose2d dropout einsum feature_dropout group_norm
    hsplit hstack layer_norm max_pool1d max_pool2d meshgrid pixel_shuffle prelu selu stack std_mean
    tensor_split tensordot threshold var_mean view_as_complex view_as_real vstack
    abs_ celu_ clamp_ cos_ dropout_ exp_ log_ neg_ rrelu_ rsqrt_ selu_ sigmoid_ sin_ sqrt_ square_
    tanh_ threshold_
    """
)
TENSOR = BOTH | words(
    """
    add_ clamp_ clone contiguous detach detach_ dim div_ element_size expand masked_fill_ mul_
    ndimension nelement new_empty new_full new_ones new_zeros repeat repeat_interleave reshape_as
    sigmoid_ size squeeze_ sub_ t_ tanh_ transpose_ tril_ triu_ unfold unsqueeze_ view view_as
    """
)
FILLING = words(
    """
    bernoulli_ copy_ exponential_ fill_ fill_diagonal_ log_normal_ normal_ random_ requires_grad_
    retain_grad scatter_ scatter_add_ index_add_ index_copy_ index_fill_ exp_ sqrt_ pow_ neg_ abs_
    clamp_min_ clamp_max_ trunc_normal_ uniform_ zero_
    """
)
"""Methods of a tensor that change its numbers, of which there are none here."""
SPLITTING = words("chunk hsplit split tensor_split unbind")
SILENT = words(
    """
    clone contiguous detach detach_ dim element_size expand_as ndimension nelement new_empty
    new_full new_ones new_zeros numel size t
    """
)
KEEPING = words(
    """
    to astype cuda cpu float half double bfloat16 type_as type long int bool
    """
)
"""Methods that move tensors between machines, of which there is one here, and kinds of numbers."""
KINDS = words("float long int bool")
TENSOR_ATTRIBUTES = words(
    """
    T mT H shape ndim data is_cuda requires_grad dtype real imag
    """
)
NEVER = words(
    """
    Container DataParallel Module SyncBatchNorm CTCLoss Buffer NLLLoss2d RNNBase RNNCellBase
    """
)
"""Names of ``torch.nn`` that make no layer here."""
