package dev.azimuth.hook;

/** What one filter or another chooses. */
record EitherFilter(HookFilter first, HookFilter second) implements HookFilter {
    static final String OR = " or ";

    @Override
    public boolean matches(HookName name) {
        return first.matches(name) || second.matches(name);
    }

    @Override
    public String label() {
        return first.label() + OR + second.label();
    }

    @Override
    public HookFilter inEveryLayer() {
        return first.inEveryLayer().or(second.inEveryLayer());
    }
}
