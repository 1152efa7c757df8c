package dev.usher.server.connection;

import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a fiber that is ready gets to run. Virtual threads share the JDK's carriers, one a core, and are never taken
 * off them by force (JEP 444): as many loops without end as there are cores would hold up every other fiber of the process. So
 * while fibers live, a thread that does nothing is started now and then; where it has not run a look later, there is one
 * carrier more.
 *
 * <pre>
 *   IDLE ── a fiber starts ──► LOOKING ── each {@value #LOOK_MILLIS} ms: has the last probe run? ──► one carrier more, where not
 *     ▲                          │
 *     └── no fiber lives ────────┘
 * </pre>
 *
 * <p>It never takes a carrier back: one without work ends by itself.
 */
final class CarrierWatch {
    private static final Logger LOG = LoggerFactory.getLogger("connection");
    /** From the start of a probe until it must have run. */
    static final int LOOK_MILLIS = 250;
    /** So many carriers more than cores, and then loops without end have won. */
    static final int MORE_THAN_CORES = 64;

    private static final VirtualThreadSchedulerMXBean SCHEDULER =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    /** The scheduler is the process's: who raises it does so alone, and not for what another has mended already. */
    private static final Object RAISING = new Object();

    private final Supplier<String> culprit;
    private final BooleanSupplier fibersLive;
    private final AtomicBoolean looks = new AtomicBoolean();
    private volatile boolean probeHasRun;
    private int carriersAtProbe; // the looking loop's own
    private boolean toldOfLimit; // the looking loop's own

    /**
     * Looks at nothing yet.
     *
     * @param fibersLive whether there is anybody to look after
     * @param culprit who runs longest, for the log
     */
    CarrierWatch(BooleanSupplier fibersLive, Supplier<String> culprit) {
        this.fibersLive = fibersLive;
        this.culprit = culprit;
    }

    /** A fiber has been started: looks from now on. Loop only. */
    void begin(Loop loop) {
        if (looks.compareAndSet(false, true)) {
            probe();
            loop.wheel().set(new Timer(() -> look(loop)), LOOK_MILLIS);
        }
    }

    private void probe() {
        probeHasRun = false;
        carriersAtProbe = SCHEDULER.getParallelism();
        Thread.ofVirtual().name("carrier-probe").start(() -> probeHasRun = true);
    }

    private void look(Loop loop) {
        if (!fibersLive.getAsBoolean()) {
            looks.set(false);
            if (fibersLive.getAsBoolean()) { // one has come in between, which another loop may have seen to
                begin(loop);
            }
            return;
        }
        if (probeHasRun) {
            probe();
        } else {
            raise();
        }
        loop.wheel().set(new Timer(() -> look(loop)), LOOK_MILLIS);
    }

    /** The probe stays, and is looked at again: what waited before it may take the new carrier too. */
    private void raise() {
        int limit = Runtime.getRuntime().availableProcessors() + MORE_THAN_CORES;
        synchronized (RAISING) {
            int carriers = SCHEDULER.getParallelism();
            if (carriers == carriersAtProbe && carriers < limit) {
                SCHEDULER.setParallelism(carriers + 1);
                LOG.warn(
                        "no thread of the JDK's {} was free for {} ms, now there are {}: {}",
                        carriers,
                        LOOK_MILLIS,
                        carriers + 1,
                        culprit.get());
            } else if (carriers >= limit && !toldOfLimit) {
                toldOfLimit = true;
                LOG.error(
                        "no thread of the JDK's {} is free, and there will be no more; connections wait: {}",
                        carriers,
                        culprit.get());
            }
            carriersAtProbe = SCHEDULER.getParallelism();
        }
        // The scheduler starts a carrier only when work comes to a queue of its that was empty, and each platform
        // thread
        // has a queue there; those of the loops are full of what waits.
        Thread.ofPlatform()
                .name("carrier-start")
                .daemon()
                .start(() -> Thread.ofVirtual().start(() -> {}));
    }
}
