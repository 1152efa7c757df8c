package dev.usher.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Collects what Netty's leak detector reports, so that a buffer nobody released fails the test class instead of filling
 * a log. Loaded only where Netty is on the class path; must be installed before the first buffer is allocated.
 */
final class NettyLeaks {
    private static final ConcurrentLinkedQueue<String> REPORTS = new ConcurrentLinkedQueue<>();

    private NettyLeaks() {}

    static void install() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    static List<String> drain() {
        List<String> all = new ArrayList<>();
        for (String next = REPORTS.poll(); next != null; next = REPORTS.poll()) {
            all.add(next);
        }
        return all;
    }

    private static final class Factory extends ResourceLeakDetectorFactory {
        /** Deprecated there, and abstract still. */
        @Override
        @Deprecated
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new Detector<>(resource, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
            return new Detector<>(resource, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int interval) {
            super(resource, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            REPORTS.add(resourceType + " was not released:" + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            REPORTS.add(resourceType + " was not released");
        }
    }
}
